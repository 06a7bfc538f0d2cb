"""`proffer why`: an email's story as people tell it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from proffer.cli.asking import asked
from proffer.config import Settings
from proffer.control import Explained, Why
from proffer.control.requests import Happened


def explain(settings: Settings, email_id: str, *, as_json: bool) -> None:
    """Prints the story. Raises Failed."""
    found = asked(settings, Why(email=email_id))
    assert isinstance(found, Explained)
    if as_json:
        import msgspec

        print(msgspec.json.encode(found).decode())
    else:
        print("\n".join(_lines(found)))


def _lines(found: Explained) -> Iterator[str]:
    now = f"{found.state} in queue {found.queue}"
    now += f", offered to {found.invited}" if found.invited else f", held by {found.holder}" if found.holder else ""
    yield f"{found.email}  {found.subject or '(no subject)'}"
    yield f"now: {now}"
    for happened in found.history:
        yield f"{_time(happened.at)}  {_words(happened)}"
        yield from (f"    {line}" for line in _reasons(happened.body.get("why"), found.names))


def _words(happened: Happened) -> str:
    facts = {key: value for key, value in happened.body.items() if key != "why" and value not in (None, "", [])}
    who = f" {happened.agent}" if happened.agent else ""
    rest = " ".join(f"{key}={_time(value) if key.endswith('_at') else value}" for key, value in facts.items())
    return f"{happened.type}{who}" + (f"  {rest}" if rest else "")


def _time(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1_000).astimezone():%Y-%m-%d %H:%M:%S}.{ms % 1_000:03d}"


def _reasons(why: Any, names: dict[str, str]) -> Iterator[str]:
    if not isinstance(why, dict):
        return
    yield (
        f"target {why.get('target')}, {why.get('round')} round, {why.get('refused')} refused, "
        f"chosen by {why.get('tie_break')}, configuration {why.get('center')}"
    )
    for user, verdict in why.get("candidates", ()):
        yield f"{names.get(user, user)}: {verdict}"
    if why.get("more"):
        yield f"and {why['more']} more"
