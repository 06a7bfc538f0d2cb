"""Requests that schemathesis makes up from the API document, sent to a real server; answers held against it."""

from __future__ import annotations

import random
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode

from tests.edges.api.shapes import mistake_in_answer
from tests.journeys.running import Server

WORKING = ("ada", "bob")  # agents with sessions; the first one asks most
EVERY_ASKS = 20  # so often it is looked whether they are still at work
NOT_SENT = {"content-length", "host", "transfer-encoding", "connection"}  # headers that frame the request itself


@dataclass
class Account:
    """What came of it: how many requests, by status and by operation, and every complaint once."""

    seed: int
    asked: int = 0
    by_status: Counter[int] = field(default_factory=Counter)
    by_operation: Counter[str] = field(default_factory=Counter)
    complaints: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(self.by_status.items()))
        succeeded = sum(1 for count in self.by_operation.values() if count)
        lines = [f"seed {self.seed}: {self.asked} requests, {statuses}; {succeeded} operations succeeded"]
        return "\n".join([*lines, *self.complaints.values()])


class Asker:
    """Sends made-up requests, half of them about things that exist."""

    def __init__(self, server: Server, seed: int) -> None:
        self.server = server
        self.account = Account(seed)
        self._random = random.Random(seed)
        self._users = {name: requests.Session() for name in (*WORKING, "cyn", "sam", "admin")}
        self._known: dict[str, list[str]] = {}
        self._document = requests.get(f"{server.base}/openapi.json", timeout=10).json()

    def run(self, seconds: float) -> Account:
        """Every path and method for its share of the time, well-formed requests and then malformed ones."""
        operations = [(operation, self._weight(operation)) for operation in self._operations()]
        share = seconds / sum(weight for _, weight in operations) / 2
        for operation, weight in operations:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                self._probe(operation, mode, share * weight)
        return self.account

    def _weight(self, operation: Any) -> int:
        """How many different things can be asked for there."""
        body = self._document["paths"][operation.path][operation.method].get("requestBody")
        schema = {} if body is None else body["content"].get("application/json", {}).get("schema", {})
        return len(schema.get("anyOf", "1"))

    def _operations(self) -> Iterator[Any]:
        schema = schemathesis.openapi.from_dict(self._document)
        for found in schema.get_all_operations():
            operation = found.ok()
            if not operation.path.endswith("/notifications") and "webhooks" not in operation.path:
                yield operation

    def _probe(self, operation: Any, mode: GenerationMode, seconds: float) -> None:
        until = time.monotonic() + seconds

        def probe(case: Any) -> None:
            if time.monotonic() < until:
                self._send(operation, case)

        chosen = settings(
            max_examples=100_000,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        try:
            given = hypothesis.given(operation.as_strategy(generation_mode=mode))
            hypothesis.seed(self.account.seed)(chosen(given(_until(until, probe))))()
        except (TimeIsOver, hypothesis.errors.Unsatisfiable):  # nothing malformed can be made of some operations
            pass

    def _send(self, operation: Any, case: Any) -> None:
        if self.account.asked % EVERY_ASKS == 0:
            self._keep_at_work()
        name = case.body.get("operationName") if isinstance(case.body, dict) else None
        user = "cyn" if name == "ChangePassword" else self._random.choice((*WORKING, "ada", "ada", "sam", "admin"))
        path = self._path(operation, case)
        arguments = case.as_transport_kwargs(base_url=self.server.base)
        headers = {key: value for key, value in arguments["headers"].items() if key.lower() not in NOT_SENT}
        try:
            answer = self._users[user].request(
                operation.method.upper(),
                self.server.base + path,
                params=arguments.get("params"),
                headers=headers,
                json=arguments.get("json"),
                data=arguments.get("data"),
                auth=(user, self.server.passwords[user]),
                timeout=15,
            )
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError):
            return  # no HTTP client sends it
        self._judge(operation, name, answer, user)

    def _judge(self, operation: Any, name: str | None, answer: requests.Response, user: str) -> None:
        account, what = self.account, operation.label + (f" {name}" if isinstance(name, str) and len(name) < 40 else "")
        account.asked += 1
        account.by_status[answer.status_code] += 1
        account.by_operation[what] += answer.status_code == 200
        complaint = None
        if answer.status_code >= 500:
            complaint = f"answered {answer.status_code}"
        else:
            asked = answer.request
            kind = answer.headers.get("content-type", "")
            path = (asked.path_url or "").replace("%2F", "%252F")
            complaint = mistake_in_answer(asked.method or "", path, answer.status_code, kind, answer.content)
        if complaint is not None:
            sent = f"{answer.request.method} {answer.request.path_url} as {user}: {answer.request.body!r}"[:600]
            account.complaints.setdefault(what, f"{what}: {complaint}\n  {sent}\n  {answer.content[:300]!r}")

    def _path(self, operation: Any, case: Any) -> str:
        """The path; in half of them with ids of what is there."""
        path = operation.path
        for name, value in (case.path_parameters or {}).items():
            known = self._known.get(name, [])
            if known and self._random.random() < 0.6 and (name != "user" or operation.method.upper() == "GET"):
                value = self._random.choice(known)
            path = path.replace("{" + name + "}", str(value))
        return path

    def _keep_at_work(self) -> None:
        """The agents are ready and have an email each; what exists is learnt."""
        known: dict[str, list[str]] = {"channel": ["email"], "section": ["agent-states", "general-settings"]}
        for user in WORKING:
            start = {"operationName": "StartContactCenterSession", "channels": ["email"], "place": f"desk-{user}"}
            self._ask(user, "POST", "/api/v2/me", start)
            self._ask(user, "POST", "/api/v2/me/channels/email", {"operationName": "DoNotDisturbOff"})
            self._ask(user, "POST", "/api/v2/me/channels/email", {"operationName": "Ready"})
            emails = self._ask(user, "GET", "/api/v2/me/emails?fields=*").get("emails", [])
            if not emails:
                send_mail(self.server)
            known.setdefault("email", []).extend(email["id"] for email in emails)
            files = (file["id"] for email in emails for file in email.get("attachments", ()))
            known.setdefault("document", []).extend(files)
            if emails and self._random.random() < 0.5:
                path = f"/api/v2/me/emails/{emails[-1]['id']}"
                self._ask(user, "POST", path, {"operationName": "Accept"})
        for name, plural in (("queue", "queues"), ("skill", "skills"), ("group", "groups"), ("user", "users")):
            known[name] = [one["id"] for one in self._ask("ada", "GET", f"/api/v2/{plural}?fields=id").get(plural, [])]
        known["contact"] = known["user"] + known["queue"]
        self._known = known

    def _ask(self, user: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        auth = (user, self.server.passwords[user])
        answer = self._users[user].request(method, self.server.base + path, json=body, auth=auth, timeout=15)
        return dict(answer.json())


class TimeIsOver(Exception):  # noqa: N818 - what happened
    """Ends a property before its examples do."""


def _until(moment: float, probe: Any) -> Any:
    def timed(case: Any) -> None:
        if time.monotonic() >= moment:
            raise TimeIsOver
        probe(case)

    return timed


def send_mail(server: Server) -> None:
    """An email with a file, from one of a few customers."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "kim@b.example", "support@demo.test", "Lamp is broken"
    message.set_content("It is.")
    message.add_attachment(b"picture", maintype="image", subtype="png", filename="lamp.png")
    with smtplib.SMTP(*server.smtp) as smtp:
        smtp.send_message(message)
