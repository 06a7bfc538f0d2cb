"""A server on PostgreSQL: who may start, what it says, and what happens when its database goes away."""

from __future__ import annotations

import json
import signal
import smtplib
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proffer.store.postgres.migrate import known_version
from tests import postgres
from tests.edges.cli.program import proffer
from tests.journeys.running import Server, running
from tests.postgres import Cluster

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not())),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster().start()
    yield cluster
    cluster.remove()


@pytest.fixture
def url(cluster: Cluster) -> str:
    return cluster.url(cluster.new_database())


def send(server: Server, subject: str) -> int:
    """A mail; the server's answer to it."""
    with smtplib.SMTP(*server.smtp) as client:
        try:
            client.sendmail("a@example.org", ["support@demo.test"], f"Subject: {subject}\r\n\r\n".encode())
        except smtplib.SMTPDataError as refused:
            return refused.smtp_code
    return 250


def ready(server: Server) -> tuple[int, bool]:
    """What /readyz says, on the whole and of the database."""
    try:
        with urllib.request.urlopen(server.base + "/readyz", timeout=10) as answer:
            status, said = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, said = error.code, error.read()
    return status, json.loads(said)["parts"]["database"]


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("way", [Cluster.stop, Cluster.stop_immediately, Cluster.kill])
def test_while_the_database_is_away_agents_and_mail_are_put_off_and_then_all_goes_on(
    cluster: Cluster, url: str, tmp_path: Path, way: Callable[[Cluster], None]
) -> None:
    with running(tmp_path / "data", "--database", url) as server:
        server.log_in("ada", "desk-1")
        assert send(server, "before") == 250
        email = server.offered("ada")["id"]
        way(cluster)
        try:
            until(lambda: ready(server) == (503, False))
            status, said = server.operate("ada", email, "Accept")
            assert (status, said["statusCode"]) == (503, 4)
            assert send(server, "meanwhile") == 451
        finally:
            cluster.start()
        until(lambda: ready(server) == (200, True))
        assert server.operate("ada", email, "Accept") == (200, {"statusCode": 0})
        assert server.operate("ada", email, "Complete") == (200, {"statusCode": 0})
        assert send(server, "after") == 250
        assert server.offered("ada")["subject"] == "after"
        assert server.process.poll() is None


def test_a_second_server_is_told_who_has_the_database_and_after_kill_9_it_may_start_at_once(
    url: str, tmp_path: Path
) -> None:
    with running(tmp_path / "one", "--database", url) as server:
        assert send(server, "kept") == 250
        other = Server(tmp_path / "two", "--database", url)
        with pytest.raises(AssertionError, match=f"is open in proffer node1, process {server.process.pid} on"):
            other.start()
        assert server.process.poll() is None
        server.stop(signal.SIGKILL)
        started = time.monotonic()
        server.start()
        assert time.monotonic() - started < 5
        server.log_in("ada", "desk-1")
        assert server.offered("ada")["subject"] == "kept"


def test_commands_work_on_it_and_never_show_the_password(cluster: Cluster, url: str, tmp_path: Path) -> None:
    secret = cluster.url(url.split("/")[3].split("?")[0], tcp=True).replace("proffer@", "proffer:hunter2@")
    said = [
        proffer("db", "upgrade", "--database", secret, cwd=tmp_path),
        proffer("db", "check", cwd=tmp_path, PROFFER_DATABASE__URL=secret),
        proffer("config", "show", "--database", secret, cwd=tmp_path),
        proffer("config", "show", "--json", cwd=tmp_path, PROFFER_DATABASE__URL=secret),
    ]
    assert [done.returncode for done in said] == [0] * 4, said
    assert f"has schema {known_version()}" in said[0].stdout
    assert "all is well" in said[1].stdout
    away = secret.replace(f":{cluster.port}/", ":1/")
    said += [
        proffer("db", "check", "--database", away, cwd=tmp_path),
        proffer("user", "passwd", "ada", "--generate", "--database", away, cwd=tmp_path),
        proffer("serve", "--http-port", "0", "--smtp-port", "0", "--database", away, cwd=tmp_path),
        proffer("serve", "--database", "mysql://root:hunter2@localhost/x", cwd=tmp_path),
        proffer("serve", "--database", "postgresql://proffer:hunter2@localhost:port/x", cwd=tmp_path),
    ]
    assert [done.returncode for done in said[4:]] == [3, 3, 3, 1, 1], said
    assert "127.0.0.1:1/" in said[4].stderr
    for done in said:
        assert "hunter2" not in done.stdout + done.stderr
