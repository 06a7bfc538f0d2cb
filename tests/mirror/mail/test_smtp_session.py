"""A mail server says these octets: what it is answered, and which mail comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.mail.receiving import Envelope, Limits, Recipient, Refused, Reply
from proffer.mail.receiving.session import Phase
from tests.mirror.mail.smtp_talk import HELLO, NOON, TAKEN, TO_SUPPORT, Talk

MAIL = b"Subject: hi\r\n\r\nHello\r\n"
WHOLE = TO_SUPPORT + b"DATA\r\n" + MAIL + b".\r\nQUIT\r\n"


def test_a_mail_comes_in_with_its_envelope() -> None:
    talk = Talk().say(WHOLE)
    assert talk.codes == [220, 250, 250, 250, 354, 250, 221]
    assert talk.hung_up
    assert talk.mails == [
        (
            Envelope(
                sender="ada@example.org",
                recipients=(Recipient("support@example.com", "support@example.com"),),
                peer="192.0.2.7",
                helo="mx.ada.example",
                received_at=NOON,
                size_bytes=len(MAIL),
            ),
            MAIL,
        )
    ]


def test_ehlo_announces_what_we_can() -> None:
    assert Talk(limits=Limits(message_bytes_max=1000)).say(HELLO).replies[1:] == [
        "250-mx.example.com",
        "250-SIZE 1000",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250-PIPELINING",
        "250 ENHANCEDSTATUSCODES",
    ]


def test_helo_announces_nothing_and_the_mail_came_by_plain_smtp() -> None:
    talk = Talk().say(WHOLE.replace(b"EHLO", b"HELO"))
    assert talk.replies[1] == "250 mx.example.com"
    assert talk.mails[0][0].protocol == "SMTP"


def test_replies_to_pipelined_commands_leave_together() -> None:
    talk = Talk()
    outputs = talk.session.receive(TO_SUPPORT + b"DATA\r\n", NOON)
    assert len(outputs) == 1


def test_several_mails_in_one_session_do_not_mix() -> None:
    second = b"MAIL FROM:<>\r\nRCPT TO:<billing@example.com>\r\nDATA\r\nsecond\r\n.\r\n"
    talk = Talk().say(TO_SUPPORT + b"DATA\r\nfirst\r\n.\r\n" + second)
    assert [(e.sender, e.recipients[0].mailbox, octets) for e, octets in talk.mails] == [
        ("ada@example.org", "support@example.com", b"first\r\n"),
        ("", "billing@example.com", b"second\r\n"),
    ]


@given(st.lists(st.integers(0, 2000), max_size=12))
def test_the_outcome_does_not_depend_on_how_the_octets_are_cut(cuts: list[int]) -> None:
    octets = (
        b"NOOP\r\nBOGUS\r\nMAIL FROM:<a@b>\r\n" + TO_SUPPORT + b"RCPT TO:<nobody@example.com>\r\nDATA\r\n"
        b"Received: x\r\n..\r\n.\r.\r\n\r\n.\n.\r\r\n" + b"z" * 300 + b"\r\n.\r\n"
        b"MAIL FROM:<>\r\nRCPT TO:<billing@example.com>\r\nRSET\r\nNOOP\nNOOP"
        + b"x" * 2100
        + b"\r\n"
        + WHOLE
        + b"NOOP\r\n"
    )
    assert Talk().say_in_pieces(octets, cuts).outcome == Talk().say(octets).outcome


@given(st.lists(st.integers(0, 2000), max_size=12), st.integers(0, 120), st.integers(0, 6))
def test_nor_does_a_refusal_after_data(cuts: list[int], message_bytes_max: int, received_headers_max: int) -> None:
    limits = Limits(message_bytes_max=message_bytes_max, received_headers_max=received_headers_max)
    octets = TO_SUPPORT + b"DATA\r\n" + b"Received: x\r\n" * 5 + b"\r\nReceived: x\r\n.\r\n" + WHOLE
    assert Talk(limits=limits).say_in_pieces(octets, cuts).outcome == Talk(limits=limits).say(octets).outcome


@given(
    st.lists(
        st.sampled_from([b"\r", b"\n", b"\r\n", b"MAIL FROM:<a@b>", b"DATA", b"\0", b"EHLO x", b"<", b'"', b"\xff"])
    )
)
def test_no_octets_break_a_session(words: list[bytes]) -> None:
    octets = b"".join(words)
    assert Talk().say(octets).outcome == Talk().say(*words).outcome


def test_commands_are_taken_in_any_capitals_and_with_blanks_around() -> None:
    talk = Talk().say(b"ehlo x\r\nmail from: <ada@example.org> \r\nRcpt To:<SUPPORT@Example.COM>\r\n")
    assert talk.codes == [220, 250, 250, 250]


@pytest.mark.parametrize(
    ("octets", "reply"),
    [
        (b"MAIL FROM:<a@b>\r\n", "503 5.5.1 Say EHLO first"),
        (b"EHLO\r\n", "501 5.5.4 Say who you are"),
        (HELLO + b"RCPT TO:<support@example.com>\r\n", "503 5.5.1 Say MAIL first"),
        (HELLO + b"DATA\r\n", "503 5.5.1 Say RCPT first"),
        (HELLO + b"MAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n", "503 5.5.1 There is a sender already"),
        (HELLO + b"MAIL FROM:<a@b>\r\nRCPT TO:<nobody@example.com>\r\n", "550 5.1.1 No such mailbox here"),
        (HELLO + b"MAIL FROM:<a@b>\r\nRCPT TO:<nobody@example.com>\r\nDATA\r\n", "554 5.5.1 No valid recipients"),
        (HELLO + b"MAIL FROM:<a@b>\r\nRCPT TO:<>\r\n", "501 5.1.3 A recipient has an address"),
        (TO_SUPPORT + b"DATA now\r\n", "501 5.5.4 DATA has no argument"),
        (HELLO + b"MAIL FROM:<a@b>\r\nRSET\r\nRCPT TO:<support@example.com>\r\n", "503 5.5.1 Say MAIL first"),
        (b"VRFY ada\r\n", "252 2.5.0 Send a mail and see"),
        (b"HELP\r\n", "214 2.0.0 See RFC 5321"),
        (b"NOOP whatever\r\n", "250 2.0.0 OK"),
        (b"EXPN list\r\n", "500 5.5.1 Unknown command"),
        (b"LHLO x\r\n", "500 5.5.1 This is SMTP, say EHLO"),
        (b"\r\n", "500 5.5.1 Unknown command"),
        (b"NO\0OP\r\n", "500 5.5.2 A command line holds no NUL and no bare CR or LF"),
        (b"NO\rOP\r\n", "500 5.5.2 A command line holds no NUL and no bare CR or LF"),
        (b"NOOP\n", "500 5.5.2 A command line ends with CR LF"),
        (b"NOOP " + b"x" * 2100 + b"\r\n", "500 5.5.2 This command line is too long"),
    ],
)
def test_what_is_out_of_order_is_answered_clearly(octets: bytes, reply: str) -> None:
    assert Talk().say(octets).last == reply


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        (b"<a@b> SIZE=1000", "250 2.1.0 Sender OK"),
        (b"<a@b> SIZE=26214401", "552 5.3.4 This message is larger than we take"),
        (b"<a@b> SIZE=many", "501 5.5.4 SIZE is a number of octets"),
        (b"<a@b> SIZE", "501 5.5.4 SIZE is a number of octets"),
        (b"<a@b> SIZE=1 SIZE=1", "501 5.5.4 This is not a parameter, or it comes twice"),
        (b"<a@b> BODY=8BITMIME", "250 2.1.0 Sender OK"),
        (b"<a@b> BODY=BINARYMIME", "501 5.5.4 BODY is 7BIT or 8BITMIME"),
        (b"<a@b> FUTURE=yes", "555 5.5.4 Unknown parameter FUTURE"),
        (b"<a@b> !", "501 5.5.4 This is not a parameter, or it comes twice"),
        ("<größe@example.com>".encode(), "553 5.6.7 Such an address needs the parameter SMTPUTF8 at MAIL"),
        ("<größe@example.com> SMTPUTF8".encode(), "250 2.1.0 Sender OK"),
        (b"<gr\xf6\xdfe@example.com> SMTPUTF8", "501 5.5.2 This address is not in UTF-8"),
        (b"<a b>", "501 5.1.7 This is not an address"),
        (b"<a@b", "501 5.1.7 This is not an address"),
        (b"<a@b@c>", "501 5.1.7 This is not an address"),
    ],
)
def test_mail_parameters_are_judged(path: bytes, reply: str) -> None:
    assert Talk().say(HELLO + b"MAIL FROM:" + path + b"\r\n").last == reply


def test_a_mail_with_a_foreign_letter_in_its_address_comes_in() -> None:
    octets = (
        HELLO + "MAIL FROM:<ä@b> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<GRÖSSE@example.com>\r\nDATA\r\n\r\n.\r\n".encode()
    )
    envelope, _ = Talk().say(octets).mails[0]
    assert (envelope.smtputf8, envelope.eight_bit, envelope.protocol) == (True, True, "UTF8SMTP")
    assert envelope.recipients == (Recipient("GRÖSSE@example.com", "größe@example.com"),)


# -- limits ------------------------------------------------------------------------------------------------------------


def test_recipients_beyond_the_limit_are_told_to_come_later_and_the_others_get_the_mail() -> None:
    recipients = b"".join(b"RCPT TO:<support+%d@example.com>\r\n" % n for n in range(1000))
    talk = Talk().say(HELLO + b"MAIL FROM:<a@b>\r\n" + recipients + b"DATA\r\nhi\r\n.\r\n")
    assert talk.codes == [220, 250, 250, *[250] * 100, *[452] * 900, 354, 250]
    assert [r.address for r in talk.mails[0][0].recipients] == [f"support+{n}@example.com" for n in range(100)]


def test_too_large_a_message_is_read_to_its_end_and_then_refused() -> None:
    talk = Talk(limits=Limits(message_bytes_max=10)).say(TO_SUPPORT + b"DATA\r\n", b"0123456789\r\n", b"more\r\n")
    assert (talk.kept, talk.last[:3]) == (b"", "354")
    talk.say(b".\r\nNOOP\r\n")
    assert talk.replies[-2:] == ["552 5.3.4 This message is larger than we take", "250 2.0.0 OK"]
    assert talk.mails == []


def test_a_message_of_just_the_allowed_size_is_taken() -> None:
    talk = Talk(limits=Limits(message_bytes_max=12)).say(TO_SUPPORT + b"DATA\r\n0123456789\r\n.\r\n")
    assert talk.mails[0][0].size_bytes == 12


def test_a_looping_mail_is_refused() -> None:
    looping = TO_SUPPORT + b"DATA\r\n" + b"received: from x\r\n\tby y\r\n" * 101 + b"\r\nhi\r\n.\r\n"
    assert Talk().say(looping).last == "554 5.4.6 This message went through too many hosts, it is looping"


def test_received_lines_in_the_body_are_no_hops() -> None:
    assert len(Talk().say(TO_SUPPORT + b"DATA\r\nSubject: x\r\n\r\n" + b"Received: x\r\n" * 200 + b".\r\n").mails) == 1


def test_too_many_bad_commands_end_the_session() -> None:
    talk = Talk(limits=Limits(bad_commands_max=3)).say(b"BOGUS\r\n" * 5 + WHOLE)
    assert talk.codes == [220, 500, 500, 500, 421]
    assert talk.hung_up
    assert talk.mails == []


def test_many_commands_without_a_mail_end_the_session() -> None:
    assert Talk(limits=Limits(idle_commands_max=5)).say(b"NOOP\r\n" * 9).codes == [220, *[250] * 5, 421]


def test_a_line_without_end_ends_the_session() -> None:
    talk = Talk().say(*[b"x" * 1000] * 100)
    assert talk.codes == [220, 421]


def test_a_browser_that_was_tricked_into_talking_to_us_is_cut_off() -> None:
    talk = Talk().say(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n" + WHOLE)
    assert talk.codes == [220, 421]


# -- the answer after DATA ---------------------------------------------------------------------------------------------

LATER = Reply(451, "4.2.0", "Later")
NEVER = Reply(550, "5.2.1", "Never")
TWO = (
    HELLO + b"MAIL FROM:<a@b>\r\nRCPT TO:<support@example.com>\r\nRCPT TO:<billing@example.com>\r\nDATA\r\nhi\r\n.\r\n"
)


@pytest.mark.parametrize(
    ("answers", "reply"),
    [
        ([TAKEN, TAKEN], TAKEN),
        ([NEVER, NEVER], NEVER),
        ([TAKEN, LATER], LATER),
        ([NEVER, LATER], LATER),
        ([TAKEN, NEVER], NEVER),
        ([TAKEN], Reply(451, "4.3.0", "Something went wrong here, try again later")),
    ],
)
def test_smtp_says_250_only_if_every_recipient_has_the_mail(answers: list[Reply], reply: Reply) -> None:
    assert Talk(answers=lambda _: answers).say(TWO).last + "\r\n" == reply.encode().decode()


def test_what_comes_while_a_mail_is_delivered_is_answered_afterwards() -> None:
    session = Talk().session
    session.receive(TO_SUPPORT + b"DATA\r\nhi\r\n.\r\nNOOP\r\n", NOON)
    assert session.phase is Phase.WAITING
    assert session.receive(b"QUIT\r\n", NOON) == []
    sent = session.answer([TAKEN], NOON)[0]
    assert getattr(sent, "data", b"") == b"250 2.0.0 Taken\r\n250 2.0.0 OK\r\n221 2.0.0 Bye\r\n"


def test_hanging_up_in_a_message_drops_it() -> None:
    session = Talk().session
    session.receive(TO_SUPPORT + b"DATA\r\nhi", NOON)
    assert [type(output).__name__ for output in session.hang_up(Reply(421, "4.4.2", "Too slow"))] == [
        "Drop",
        "Send",
        "HangUp",
    ]
    assert session.phase is Phase.CLOSED
    assert session.receive(b"more", NOON) == []


def test_a_mailbox_may_be_refused_for_now() -> None:
    talk = Talk(mailbox_for=lambda _: Refused(Reply(450, "4.2.1", "Mailbox is asleep"))).say(TO_SUPPORT)
    assert talk.last == "450 4.2.1 Mailbox is asleep"
