"""Bad input of every kind: a clear answer, nothing lost, and the server goes on."""

from __future__ import annotations

import json
import smtplib
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from bench.raw_http import basic
from tests.journeys.running import Server, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("bad") / "data") as server:
        yield server


def raw(server: Server, user: str, path: str, body: bytes, content_type: str = "application/json") -> tuple[int, Any]:
    headers = {"Authorization": basic(user, server.passwords[user]), "Content-Type": content_type}
    request = urllib.request.Request(server.base + path, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def smtp_lines(server: Server, *lines: bytes) -> list[bytes]:
    """Raw lines in, raw lines out, one answer awaited for each."""
    with socket.create_connection(server.smtp, timeout=20) as connection:
        stream = connection.makefile("rwb")
        answers = [stream.readline()]
        for line in lines:
            stream.write(line + b"\r\n")
            stream.flush()
            answers.append(stream.readline())
        return answers


def received(server: Server) -> int:
    with urllib.request.urlopen(server.base + "/metrics", timeout=10) as page:
        for line in page.read().decode().splitlines():
            if line.startswith("proffer_emails_received_total"):
                return int(float(line.split()[-1]))
    raise AssertionError("no such metric")


def test_half_an_smtp_session_leaves_nothing_behind(server: Server) -> None:
    before = received(server)
    lines = (b"HELO x", b"MAIL FROM:<a@example.org>", b"RCPT TO:<support@demo.test>", b"DATA")
    assert smtp_lines(server, *lines)[-1].startswith(b"354")
    with socket.create_connection(server.smtp) as connection:
        connection.sendall(
            b"HELO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<support@demo.test>\r\nDATA\r\nSubject: half"
        )
    assert received(server) == before
    assert list((server.data / "spool").iterdir()) == []


def test_an_unknown_recipient_is_refused(server: Server) -> None:
    with smtplib.SMTP(*server.smtp) as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("a@example.org", ["nobody@demo.test"], b"Subject: x\r\n\r\n")
    assert refused.value.recipients["nobody@demo.test"][0] == 550


def test_a_message_of_thirty_megabytes_is_too_large(server: Server) -> None:
    before = received(server)
    with smtplib.SMTP(*server.smtp) as client:
        client.ehlo()
        client.esmtp_features.pop("size")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("a@example.org", ["support@demo.test"], b"Subject: x\r\n\r\n" + b"z\r\n" * 10_000_000)
    assert refused.value.smtp_code == 552
    assert received(server) == before


def test_a_nul_in_a_header_becomes_an_email_somebody_can_read(server: Server) -> None:
    before = received(server)
    with smtplib.SMTP(*server.smtp) as client:
        client.sendmail("a@example.org", ["support@demo.test"], b"Subject: nul \0 inside\r\nFrom: \0\r\n\r\nbody")
    assert received(server) == before + 1


def test_a_thousand_recipients_get_a_clear_answer_and_the_first_ones_count(server: Server) -> None:
    before = received(server)
    with smtplib.SMTP(*server.smtp) as client:
        client.ehlo()
        client.mail("a@example.org")
        codes = [client.rcpt(f"support+{number}@demo.test")[0] for number in range(1_000)]
        assert codes == [250] * 100 + [452] * 900
        assert client.data(b"Subject: to many\r\n\r\n")[0] == 250
    assert received(server) == before + 1, "one email per mailbox"


@pytest.mark.parametrize(
    ("body", "http", "code"),
    [
        (b"[]", 400, 10),
        (b'[{"operationName":"Ready"}]', 400, 10),
        (b"", 400, 1),
        (b"{", 400, 10),
        (b"{}", 400, 1),
        (b'{"operationName":null}', 400, 1),
        (b'{"operationName":7}', 400, 10),
        (b'{"operationName":"ready"}', 400, 10),
        (b'{"operationName":"\xff"}', 400, 10),
        (b'{"operationName":"Ready","reason":"' + b"x" * 5_000_000 + b'"}', 413, 10),
    ],
)
def test_bodies_that_are_no_operation_have_their_answer(server: Server, body: bytes, http: int, code: int) -> None:
    status, answer = raw(server, "ada", "/api/v2/me", body)
    assert (status, answer["statusCode"]) == (http, code)
    assert set(answer) == {"statusCode", "statusMessage"}


def test_the_email_of_another_agent_does_not_exist(server: Server) -> None:
    server.log_in("ada", "desk-1")
    with smtplib.SMTP(*server.smtp) as client:
        client.sendmail("a@example.org", ["support@demo.test"], b"Subject: hers\r\n\r\n")
    email = server.offered("ada")["id"]
    assert server.operate("bob", email, "Accept")[1]["statusCode"] == 6
    assert server.operate("sam", email, "Accept")[1]["statusCode"] == 5
    assert server.call("bob", f"/api/v2/me/emails/{email}")[1]["statusCode"] == 6
    assert server.call("sam", f"/api/v2/emails/{email}")[0] == 200


def test_the_bayeux_client_id_of_another_user_is_unknown(server: Server) -> None:
    handshake = [{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    _, (reply,) = raw(server, "ada", "/api/v2/notifications", json.dumps(handshake).encode())
    for message in (
        {"channel": "/meta/connect", "connectionType": "long-polling"},
        {"channel": "/meta/subscribe", "subscription": "/**"},
        {"channel": "/meta/disconnect"},
    ):
        stolen = [message | {"clientId": reply["clientId"]}]
        _, (answer,) = raw(server, "bob", "/api/v2/notifications", json.dumps(stolen).encode())
        assert (answer["successful"], answer["error"][:4]) == (False, "402:")


def test_a_client_cannot_publish_or_listen_to_meta_channels(server: Server) -> None:
    handshake = [{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    _, (reply,) = raw(server, "ada", "/api/v2/notifications", json.dumps(handshake).encode())
    known = {"clientId": reply["clientId"]}
    publish = {"channel": "/v2/me/emails", "data": {"fake": True}}
    subscribe = {"channel": "/meta/subscribe", "subscription": "/meta/connect"}
    body = json.dumps([publish | known, subscribe | known]).encode()
    _, answers = raw(server, "ada", "/api/v2/notifications", body)
    assert [answer["error"] for answer in answers] == ["403::publish_denied", "403::subscription_denied"]


def test_nobody_gets_in_without_credentials(server: Server) -> None:
    for path in ("/api/v2/me", "/api/v2/notifications", "/api/x/v1/emails/00001a0000000000", "/api/v2/nothing"):
        request = urllib.request.Request(server.base + path)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert refused.value.code == 403
        assert json.loads(refused.value.read()) == {"statusCode": 20, "statusMessage": "Access denied"}
        assert "WWW-Authenticate" not in refused.value.headers


def test_after_all_that_the_server_still_works(server: Server) -> None:
    assert server.process.poll() is None
    with urllib.request.urlopen(server.base + "/readyz", timeout=10) as answer:
        assert json.loads(answer.read())["status"] == "ready"
