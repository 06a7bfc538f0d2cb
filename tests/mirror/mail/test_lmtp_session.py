"""A mail server hands mail over by LMTP: each recipient gets an answer of its own (RFC 2033)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.mail.receiving import Limits, Reply
from tests.mirror.mail.smtp_talk import HELLO, LHLO, NOON, TAKEN, Talk

MAIL = b"MAIL FROM:<a@b>\r\n"
SUPPORT = b"RCPT TO:<support@example.com>\r\n"
BILLING = b"RCPT TO:<billing@example.com>\r\n"
NOBODY = b"RCPT TO:<nobody@example.com>\r\n"
MESSAGE = b"DATA\r\nSubject: hi\r\n\r\nHello\r\n.\r\n"
LATER = Reply(451, "4.2.0", "Later")
NEVER = Reply(550, "5.2.1", "Never")
FAILED = "451 4.3.0 Something went wrong here, try again later"


def test_it_greets_as_lmtp_and_announces_what_it_can() -> None:
    assert Talk(dialect="lmtp").say(LHLO).replies == [
        "220 mx.example.com LMTP",
        "250-mx.example.com",
        "250-SIZE 26214400",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250-PIPELINING",
        "250 ENHANCEDSTATUSCODES",
    ]


def test_every_accepted_recipient_is_answered_in_order_and_the_refused_ones_are_not() -> None:
    answers = [TAKEN, LATER, NEVER]
    talk = Talk(dialect="lmtp", answers=lambda _: answers)
    talk.say(LHLO + MAIL + SUPPORT + NOBODY + BILLING + SUPPORT + MESSAGE + b"QUIT\r\n")
    assert talk.codes == [220, 250, 250, 250, 550, 250, 250, 354, 250, 451, 550, 221]
    assert talk.replies[-4:] == ["250 2.0.0 Taken", "451 4.2.0 Later", "550 5.2.1 Never", "221 2.0.0 Bye"]
    assert [one.mailbox for one in talk.mails[0][0].recipients] == [
        "support@example.com",
        "billing@example.com",
        "support@example.com",  # RFC 2033 4.2: the same address twice is answered twice
    ]
    assert talk.mails[0][0].protocol == "LMTP"
    assert talk.answered == {"2xx": 1, "4xx": 1, "5xx": 2}


@pytest.mark.parametrize("hello", [HELLO, HELLO.replace(b"EHLO", b"HELO")])
def test_neither_ehlo_nor_helo_begins_a_session(hello: bytes) -> None:
    talk = Talk(dialect="lmtp").say(hello + MAIL)
    assert talk.replies[1:] == ["500 5.5.1 This is LMTP, say LHLO", "503 5.5.1 Say LHLO first"]


def test_data_without_an_accepted_recipient_is_out_of_order() -> None:
    assert Talk(dialect="lmtp").say(LHLO + MAIL + NOBODY + b"DATA\r\n").last[:3] == "503"  # RFC 2033 4.2


def test_a_wrong_number_of_answers_is_a_failure_of_ours_for_everybody() -> None:
    talk = Talk(dialect="lmtp", answers=lambda _: [TAKEN]).say(LHLO + MAIL + SUPPORT + BILLING + MESSAGE)
    assert talk.replies[-2:] == [FAILED, FAILED]


def test_a_message_larger_than_we_take_or_a_looping_one_is_refused_once_for_each_recipient() -> None:
    talk = Talk(dialect="lmtp", limits=Limits(message_bytes_max=20, received_headers_max=1))
    talk.say(LHLO + MAIL + SUPPORT + BILLING + MESSAGE)
    assert talk.replies[-2:] == ["552 5.3.4 This message is larger than we take"] * 2
    looping = b"DATA\r\n" + b"Received:\r\n" * 2 + b".\r\n"
    talk = Talk(dialect="lmtp", limits=Limits(received_headers_max=1)).say(LHLO + MAIL + SUPPORT + BILLING + looping)
    assert talk.codes[-2:] == [554, 554]
    assert talk.mails == []


def test_several_mails_in_one_session_do_not_mix() -> None:
    talk = Talk(dialect="lmtp").say(LHLO + MAIL + SUPPORT + BILLING + MESSAGE + MAIL + SUPPORT + MESSAGE)
    assert talk.codes == [220, 250, 250, 250, 250, 354, 250, 250, 250, 250, 354, 250]
    assert [len(envelope.recipients) for envelope, _ in talk.mails] == [2, 1]


def test_answers_and_what_was_pipelined_meanwhile_leave_in_order() -> None:
    session = Talk(dialect="lmtp").session
    session.receive(LHLO + MAIL + SUPPORT + BILLING + MESSAGE + b"NOOP\r\n", NOON)
    sent = session.answer([LATER, TAKEN], NOON)[0]
    assert getattr(sent, "data", b"") == b"451 4.2.0 Later\r\n250 2.0.0 Taken\r\n250 2.0.0 OK\r\n"


@given(st.lists(st.integers(0, 600), max_size=12), st.lists(st.sampled_from([TAKEN, LATER, NEVER]), max_size=3))
def test_the_outcome_does_not_depend_on_how_the_octets_are_cut(cuts: list[int], answers: list[Reply]) -> None:
    octets = HELLO + LHLO + MAIL + SUPPORT + NOBODY + BILLING + MESSAGE + MAIL + SUPPORT + b"RSET\r\n" + LHLO + MAIL
    octets += SUPPORT + MESSAGE + b"QUIT\r\n"
    pieces = Talk(dialect="lmtp", answers=lambda _: answers).say_in_pieces(octets, cuts)
    assert pieces.outcome == Talk(dialect="lmtp", answers=lambda _: answers).say(octets).outcome
