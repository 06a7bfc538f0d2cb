"""A mail server asks for TLS (RFC 3207): what it is told, and what of the time before counts no more."""

from __future__ import annotations

import pytest

from proffer.mail.receiving.dialogue import Dialect
from tests.mirror.mail.smtp_talk import HELLO, LHLO, NOON, TO_SUPPORT, Talk

STARTTLS = b"STARTTLS\r\n"
WHOLE = TO_SUPPORT + b"DATA\r\nhi\r\n.\r\n"


def test_it_is_announced_until_tls_is_up() -> None:
    talk = Talk(tls="offered").say(HELLO)
    assert talk.last == "250 STARTTLS"
    talk.say(STARTTLS)
    assert (talk.last, talk.starts_tls) == ("220 2.0.0 Ready for TLS", True)
    assert talk.secured().say(HELLO).last == "250 ENHANCEDSTATUSCODES"


@pytest.mark.parametrize(
    ("dialect", "hello", "protocol"),
    [("smtp", b"EHLO x\r\n", "ESMTPS"), ("smtp", b"HELO x\r\n", "SMTPS"), ("lmtp", b"LHLO x\r\n", "LMTPS")],
)
def test_a_mail_that_came_by_tls_says_so(dialect: Dialect, hello: bytes, protocol: str) -> None:
    talk = Talk(dialect=dialect, tls="offered").say(STARTTLS).secured().say(WHOLE.replace(HELLO, hello))
    assert talk.mails[0][0].protocol == protocol  # RFC 3848
    assert talk.mails[0][0].answers_each == (dialect == "lmtp")


def test_what_was_said_before_tls_counts_no_more() -> None:
    talk = Talk(tls="offered").say(TO_SUPPORT + STARTTLS).secured()
    assert talk.say(b"DATA\r\n").last == "503 5.5.1 Say RCPT first"
    assert talk.say(b"MAIL FROM:<a@b>\r\n").last == "503 5.5.1 Say EHLO first"


def test_commands_put_in_before_tls_are_not_taken_for_what_came_by_it() -> None:
    together = Talk(tls="offered").say(HELLO + STARTTLS + WHOLE)
    assert (together.last, together.hung_up) == (
        "421 4.7.0 Nothing may follow STARTTLS before TLS is up, closing",
        True,
    )
    afterwards = Talk(tls="offered").say(HELLO + STARTTLS).say(WHOLE)
    assert afterwards.hung_up
    for talk in (together, afterwards):
        assert talk.mails == []
        assert talk.session.receive(WHOLE, NOON) == []


@pytest.mark.parametrize("command", [b"STARTTLS now\r\n", b"STARTTLS  x\r\n"])
def test_it_has_no_argument(command: bytes) -> None:
    talk = Talk(tls="offered").say(command)
    assert (talk.last, talk.starts_tls) == ("501 5.5.4 STARTTLS has no argument", False)


def test_it_is_unknown_where_it_is_not_offered_and_done_only_once() -> None:
    assert Talk().say(STARTTLS).last == "500 5.5.1 Unknown command"
    assert Talk(tls="offered").say(STARTTLS).secured().say(STARTTLS).last == "503 5.5.1 TLS is up already"


def test_where_tls_is_required_no_mail_comes_in_plain_text() -> None:
    talk = Talk(tls="required").say(WHOLE)
    assert talk.codes == [220, 250, 530, 530, 530, 530, 530]
    assert talk.mails == []
    assert Talk(tls="required").say(b"NOOP\r\nQUIT\r\n").codes == [220, 250, 221]
    assert len(Talk(tls="required").say(STARTTLS).secured().say(WHOLE).mails) == 1
    assert Talk(dialect="lmtp", tls="required").say(LHLO + b"MAIL FROM:<a@b>\r\n").codes == [220, 250, 530]
