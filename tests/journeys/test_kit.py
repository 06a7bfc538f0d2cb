"""The compatibility kit: this server keeps every promise, and a server that breaks some is found out."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from proffer_kit.checks import PROMISES
from proffer_kit.command import main
from proffer_kit.run import BROKEN, KEPT, Outcome, run
from proffer_kit.site import Settings
from tests import postgres
from tests.journeys.running import Server, running

pytestmark = pytest.mark.slow
PROMISES_LEAST = 120


def settings(server: Server, url: str = "") -> Settings:
    ada, bob = (("ada", server.passwords["ada"]), ("bob", server.passwords["bob"]))
    return Settings(
        url=url or server.base,
        agents=(ada, bob),
        smtp=server.smtp,
        mailbox="support@demo.test",
        outbound_queue="support-out",
    )


def told(outcomes: list[Outcome]) -> str:
    return "\n".join(f"{one.promise.section} {one.promise.title}: {one.why}" for one in outcomes if one.result != KEPT)


def test_every_promise_is_kept_on_sqlite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    with running(tmp_path / "data") as server:
        used = settings(server)
        agents = [word for name, password in used.agents for word in ("--agent", f"{name}:{password}")]
        smtp = f"{server.smtp[0]}:{server.smtp[1]}"
        options = ["--smtp", smtp, "--mailbox", used.mailbox, "--outbound-queue", used.outbound_queue]
        assert main(["--url", server.base, *agents, *options, "--report", str(report)]) == 0, capsys.readouterr().out
    results = [one["result"] for one in json.loads(report.read_text())]
    assert len(results) == len(PROMISES) >= PROMISES_LEAST
    assert set(results) == {KEPT}


@pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not() or "")
def test_every_promise_is_kept_on_postgresql(tmp_path: Path) -> None:
    cluster = postgres.shared()
    with running(tmp_path / "data", "--database", cluster.url(cluster.new_database())) as server:
        outcomes = run(settings(server), PROMISES)
    assert all(one.result == KEPT for one in outcomes), told(outcomes)


def without_capabilities(answer: Any) -> None:
    answer["capabilities"] = list(reversed(answer["capabilities"])) if answer.get("capabilities") else []


def without_code(answer: Any) -> None:
    if answer.get("statusCode") == 6:
        answer["statusCode"] = 4


def with_a_body(answer: Any) -> None:
    if answer.get("state") == "Completed":
        answer["subject"] = "should not be here"


@pytest.mark.parametrize(
    ("falsify", "broken"),
    [
        (without_capabilities, "Accept: Processing, its capabilities in order"),
        (without_code, "an unknown email: 404 / 6"),
        (with_a_body, "Reject: Completed with five fields"),
    ],
)
def test_a_server_that_breaks_a_promise_is_found_out(
    tmp_path: Path, falsify: Callable[[Any], None], broken: str
) -> None:
    chosen = [one for one in PROMISES if one.section in ("10.1", "10.2", "10.3")]
    with running(tmp_path / "data") as server, falsified(server, falsify) as url:
        outcomes = run(settings(server, url), chosen)
    found = [one.promise.title for one in outcomes if one.result == BROKEN]
    assert any(title.startswith(broken) for title in found), found
    assert len(found) < len(chosen), "everything is broken: then it says nothing"


@contextmanager
def falsified(server: Server, falsify: Callable[[Any], None]) -> Iterator[str]:
    """The server behind a proxy that changes every object of its JSON answers."""
    host = server.base.removeprefix("http://")

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            connection = http.client.HTTPConnection(host, timeout=60)
            kept = {name: value for name, value in self.headers.items() if name.lower() != "accept-encoding"}
            connection.request(self.command, self.path, body or None, kept)
            answer = connection.getresponse()
            content = _falsified(answer.read(), falsify)
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "connection", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - as the base class wants it

        def log_message(self, *_: object) -> None:
            pass

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        proxy.server_close()


def _falsified(content: bytes, falsify: Callable[[Any], None]) -> bytes:
    try:
        answer = json.loads(content)
    except ValueError:
        return content

    def walk(one: Any) -> None:
        if isinstance(one, dict):
            falsify(one)
            for inner in one.values():
                walk(inner)
        elif isinstance(one, list):
            for inner in one:
                walk(inner)

    walk(answer)
    return json.dumps(answer).encode()
