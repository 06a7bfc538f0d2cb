"""The demo's people with their passwords, for the page's sign-in form: told on this machine only, never by `serve`."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from proffer.api.call import Answer, Call, json_answer
from proffer.api.status import not_found, refusal
from proffer.demo.preparation import CENTER_FILE
from proffer.demo.state import DemoState


def accounts(state: DemoState) -> Callable[[Call], Awaitable[Answer]]:
    """A mount that lists the agents of the demo: user name, name, password."""
    listed = agents(state)

    async def answer(call: Call) -> Answer:
        if not is_of_this_machine(call.peer) or not is_of_this_machine(_host(call)):
            return refusal(not_found())
        return json_answer({"accounts": listed})

    return answer


def agents(state: DemoState) -> list[dict[str, str]]:
    """Those who work on the page; a supervisor finds nothing there yet."""
    people: dict[str, dict[str, Any]] = tomllib.loads(CENTER_FILE.read_text(encoding="utf-8"))["users"]
    found = []
    for name, password in state.passwords.items():
        person = people.get(name, {})
        if "agent" in person.get("roles", ["agent"]):
            full_name = f"{person.get('first-name', '')} {person.get('last-name', '')}".strip()
            found.append({"userName": name, "name": full_name or name, "password": password})
    return found


def is_of_this_machine(host: str) -> bool:
    """A loopback address or its name. Asked of the peer, and of the Host header, which a foreign page cannot choose."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(call: Call) -> str:
    try:
        return urlsplit(f"//{call.headers.get(b'host', b'').decode('latin-1')}").hostname or ""
    except ValueError:
        return ""
