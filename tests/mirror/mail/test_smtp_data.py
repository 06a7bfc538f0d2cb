"""Where a message ends, and that nobody can smuggle a second one in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.mail.receiving.data import DataScanner
from proffer.mail.receiving.hops import HopCounter
from tests.mirror.mail.smtp_talk import TO_SUPPORT, Talk, message_in

# Sent by a careless relay, each of these is a mail of its own to a server that takes it for the end of DATA.
NO_ENDS = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n\n.\r\n",
    b"\r\n.\r\r\n",
    b"\r\n\0.\r\n",
]
SMUGGLED = b"MAIL FROM:<boss@example.org>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nsmuggled\r\n"


@pytest.mark.parametrize("end", NO_ENDS)
def test_no_second_mail_is_smuggled_in(end: bytes) -> None:
    talk = Talk().say(TO_SUPPORT + b"DATA\r\nfirst" + end + SMUGGLED + b".\r\n")
    assert talk.codes == [220, 250, 250, 250, 354, 250]
    assert len(talk.mails) == 1
    assert b"smuggled" in talk.mails[0][1]


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"...\r\n..x\r\n.\r\n", b"..\r\n.x\r\n"),
        (b"a.\r\n.\r\n", b"a.\r\n"),
        (b".a\r\n.\r\n", b"a\r\n"),
        (b"a\n..b\r\n.\r\n", b"a\n..b\r\n"),
        (b"\0\xff\xfe\r\r\n\n\r\n.\r\n", b"\0\xff\xfe\r\r\n\n\r\n"),
        (b"x" * 100_000 + b"\r\n.\r\n", b"x" * 100_000 + b"\r\n"),
    ],
)
def test_dot_stuffing_is_taken_out_and_all_else_is_kept_as_it_came(octets: bytes, message: bytes) -> None:
    assert message_in(octets) == message


def stuffed(message: bytes) -> bytes:
    """As a correct peer sends it (RFC 5321 4.5.2)."""
    lines = message.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


octets_of_mail = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"a", b"\0", b"\xff"]), max_size=40).map(
    b"".join
)


@given(octets_of_mail, st.lists(st.integers(0, 100), max_size=8))
def test_what_was_stuffed_comes_out_as_it_was_wherever_it_is_cut(message: bytes, cuts: list[int]) -> None:
    wire = stuffed(message) + b"QUIT\r\n"
    scanner, out, rest = DataScanner(), b"", None
    places = [0, *sorted(cut % len(wire) for cut in cuts), len(wire)]
    for start, stop in itertools.pairwise(places):
        if rest is None:
            octets, rest = scanner.feed(wire[start:stop])
            out += octets
        else:
            rest += wire[start:stop]
    assert (out, rest) == (message + b"\r\n", b"QUIT\r\n")


@given(
    st.lists(st.sampled_from([b"Received: x", b"receiveD:", b"\r\n", b"\n", b" Received:", b"X", b"\r"]), max_size=30),
    st.data(),
)
def test_hops_are_counted_the_same_however_the_header_is_cut(words: list[bytes], data: st.DataObject) -> None:
    header = b"".join(words)
    whole, pieces = HopCounter(), HopCounter()
    whole.feed(header)
    cut = data.draw(st.integers(0, len(header)))
    pieces.feed(header[:cut])
    pieces.feed(header[cut:])
    assert pieces.count == whole.count
