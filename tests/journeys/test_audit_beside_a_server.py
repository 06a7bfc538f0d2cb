"""An audit beside a server that is at work finds nothing wrong: mail under way and emails in motion are no damage."""

from __future__ import annotations

import json
import smtplib
import threading
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.edges.cli.program import proffer, running

AUDITS = 6
PASSWORD = "correct horse"
POSTGRES = pytest.param(
    "postgres",
    marks=[pytest.mark.interop, pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))],
)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", POSTGRES])
def test_an_audit_beside_a_working_server_finds_nothing(database: str, tmp_path: Path) -> None:
    where = ["--data", "d"]
    if database == "postgres":
        cluster = postgres.shared()
        where += ["--database", cluster.url(cluster.new_database())]
    with running("demo", "--no-demo-mail", *where, cwd=tmp_path) as info:
        proffer("user", "passwd", "ada", *where, cwd=tmp_path, stdin=f"{PASSWORD}\n")
        with busy(info) as done:
            audits = [proffer("db", "check", *where, cwd=tmp_path) for _ in range(AUDITS)]
    assert [audit.stdout.partition(": ")[2] for audit in audits] == ["all is well.\n"] * AUDITS, audits
    assert done["mails"] > AUDITS
    assert done["operations"] > AUDITS


@contextmanager
def busy(info: dict[str, Any]) -> Iterator[dict[str, int]]:
    """Mail comes in and ada works, until the end of the block; counts what was done."""
    done, enough = {"mails": 0, "operations": 0}, threading.Event()
    threads = [threading.Thread(target=work, args=(info, done, enough)) for work in (_send, _work)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        enough.set()
        for thread in threads:
            thread.join(30)


def _send(info: dict[str, Any], done: dict[str, int], enough: threading.Event) -> None:
    host, _, port = info["smtp"].rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=20) as server:
        while not enough.wait(0.01):
            text = f"From: Kim <kim{done['mails']}@example.org>\r\nSubject: Lamp\r\n\r\n{done['mails']}\r\n"
            server.sendmail("kim@example.org", ["support@demo.test"], text)
            done["mails"] += 1


def _work(info: dict[str, Any], done: dict[str, int], enough: threading.Event) -> None:
    """Logs in and out, rejects every third email, completes the others."""
    desk = Desk(info["base"], "ada", PASSWORD)
    while not enough.is_set():
        desk.post("/me", operationName="StartContactCenterSession", channels=["email"])
        desk.post("/me/channels/email", operationName="Ready")
        for _ in range(20):
            for email in desk.get("/me/emails?fields=*").get("emails", []):
                refuse = email["state"] == "Invited" and done["operations"] % 3 == 0
                word = "Reject" if refuse else "Accept" if email["state"] == "Invited" else "Complete"
                desk.post(f"/me/emails/{email['id']}", operationName=word)
                done["operations"] += 1
        desk.post("/me", operationName="EndContactCenterSession")


class Desk:
    """An agent's HTTP client that takes every answer for an answer."""

    def __init__(self, base: str, name: str, password: str) -> None:
        self._base = f"{base}/api/v2"
        self._basic = "Basic " + b64encode(f"{name}:{password}".encode()).decode()

    def get(self, path: str) -> dict[str, Any]:
        return self._ask(urllib.request.Request(self._base + path))

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self._ask(urllib.request.Request(self._base + path, json.dumps(body).encode(), method="POST"))

    def _ask(self, request: urllib.request.Request) -> dict[str, Any]:
        request.add_header("Authorization", self._basic)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused))
