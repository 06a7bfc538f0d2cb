"""A mailbox may take smaller messages than the server: what becomes of a mail to several mailboxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.mail.receiving import Accepted, Limits, Refused
from proffer.mail.receiving.dialogue import Dialect
from tests.mirror.mail.smtp_talk import HELLO, LHLO, Talk

SMALL, OTHER, LARGE, ANY = "small@x", "other-small@x", "large@x", "any@x"
BYTES_MAX = {SMALL: 100, OTHER: 100, LARGE: 500, ANY: None}
LIMITS = Limits(message_bytes_max=1_000)
REFUSED_BY_MAILBOX = "552 5.2.3 This message is larger than this mailbox takes"
REFUSED_BY_SERVER = "552 5.3.4 This message is larger than we take"
TAKEN = "250 2.0.0 Taken"
ANOTHER_MAIL = "452 4.5.3 This mailbox takes messages of another size, send to it in another mail"


def mailbox_for(recipient: str) -> Accepted | Refused:
    return Accepted(recipient, BYTES_MAX[recipient]) if recipient in BYTES_MAX else Refused()


def talk_of(dialect: Dialect, recipients: list[str], size: int, announced: int | None = None) -> Talk:
    """One mail of so many octets."""
    parameter = "" if announced is None else f" SIZE={announced}"
    envelope = f"MAIL FROM:<a@b>{parameter}\r\n" + "".join(f"RCPT TO:<{one}>\r\n" for one in recipients)
    message = b"x" * (size - 2) + b"\r\n"
    hello = LHLO if dialect == "lmtp" else HELLO
    return Talk(dialect=dialect, limits=LIMITS, mailbox_for=mailbox_for).say(
        hello + envelope.encode() + b"DATA\r\n" + message + b".\r\n"
    )


def takers(talk: Talk) -> list[str]:
    return [one.address for envelope, _ in talk.mails for one in envelope.recipients]


def test_by_lmtp_it_is_refused_for_those_it_is_too_large_for_and_taken_for_the_others() -> None:
    talk = talk_of("lmtp", [SMALL, LARGE, ANY, OTHER], 300)
    assert talk.replies[-4:] == [REFUSED_BY_MAILBOX, TAKEN, TAKEN, REFUSED_BY_MAILBOX]
    assert takers(talk) == [LARGE, ANY]
    assert talk.answered == {"2xx": 2, "5xx": 2}


def test_the_server_s_own_limit_comes_first() -> None:
    assert talk_of("lmtp", [SMALL, ANY], 1_001).replies[-2:] == [REFUSED_BY_SERVER] * 2
    assert talk_of("smtp", [ANY], 1_001).last == REFUSED_BY_SERVER


@pytest.mark.parametrize("dialect", ["smtp", "lmtp"])
def test_a_size_announced_is_refused_where_it_does_not_fit_before_anything_is_sent(dialect: Dialect) -> None:
    talk = talk_of(dialect, [LARGE, SMALL, ANY], 300, announced=300)
    at_rcpt = talk.replies.index("250 2.1.0 Sender OK") + 1
    assert talk.replies[at_rcpt : at_rcpt + 3] == [
        "250 2.1.5 Recipient OK",
        REFUSED_BY_MAILBOX,
        "250 2.1.5 Recipient OK",
    ]
    assert takers(talk) == [LARGE, ANY]


def test_by_smtp_mailboxes_that_may_fare_differently_are_asked_for_in_mails_of_their_own() -> None:
    talk = talk_of("smtp", [SMALL, LARGE, OTHER], 300)
    assert talk.replies[-5:] == [
        "250 2.1.5 Recipient OK",
        ANOTHER_MAIL,
        "250 2.1.5 Recipient OK",
        "354 Send the message, end it with a line that holds a dot only",
        REFUSED_BY_MAILBOX,
    ]
    assert talk.mails == []


def test_by_smtp_a_mail_whose_announced_size_fits_all_goes_to_all_together() -> None:
    talk = talk_of("smtp", [SMALL, LARGE, ANY], 90, announced=90)
    assert (talk.last, takers(talk)) == (TAKEN, [SMALL, LARGE, ANY])


def test_by_smtp_a_mail_that_is_larger_than_it_was_announced_is_taken_for_all_or_none() -> None:
    talk = talk_of("smtp", [SMALL, LARGE], 101, announced=90)
    assert (talk.last, talk.mails) == (REFUSED_BY_MAILBOX, [])
    assert talk.answered == {"5xx": 2}


@given(
    st.sampled_from(["smtp", "lmtp"]),
    st.lists(st.sampled_from([*BYTES_MAX, "nobody@x"]), min_size=1, max_size=5),
    st.integers(2, 1_100),
    st.none() | st.integers(0, 1_100),
)
def test_whoever_is_told_250_gets_the_mail_and_nobody_else_does(
    dialect: Dialect, recipients: list[str], size: int, announced: int | None
) -> None:
    talk = talk_of(dialect, recipients, size, announced)
    if 354 not in talk.codes:
        assert talk.mails == []
        return
    at_rcpt = talk.codes[3 : 3 + len(recipients)]
    after_data = talk.codes[4 + len(recipients) :]
    asked = [one for one, code in zip(recipients, at_rcpt, strict=True) if code == 250]
    if dialect == "smtp":
        after_data *= len(asked)
    assert [one for one, code in zip(asked, after_data, strict=True) if code == 250] == takers(talk)
    assert all(size <= min(BYTES_MAX[one] or 1_000, 1_000) for one in takers(talk))
    assert talk.answered.total() == len(recipients)
