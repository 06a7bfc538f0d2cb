"""What is composed is read back the same, by our reader and by Python's, whatever stands in it."""

from __future__ import annotations

import base64
import email
import re
from email.message import EmailMessage
from email.policy import SMTPUTF8

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.interaction.outgoing import Outgoing, OutgoingFile, Person
from proffer.mail.reading import extract, read
from proffer.mail.reading.printable import one_line, printable
from proffer.mail.writing import compose
from proffer.mail.writing.addresses import Unwritable
from proffer.record import replace

NOON = 1_772_452_800_000
HELP = Person("Nordlicht Help", "help@demo.test")
JONAS = Person("Jonas Weber", "jonas@example.org")
MAIL = Outgoing(
    sender=HELP,
    to=(JONAS,),
    subject="Re: Invoice 20417",
    html="<p>We have refunded it.</p>",
    message_id="<00001a1@demo.test>",
    sent_at=NOON,
)
HEADERS = {"date", "from", "to", "subject", "message-id", "mime-version", "content-type"}
HEADERS |= {"content-transfer-encoding"}
LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "Cc")), max_size=120)
LINE = LETTERS.map(one_line)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=90)
DOTTED = st.lists(st.text("abcxyz019_+-äж", min_size=1, max_size=9), min_size=1, max_size=3).map(".".join)
ADDRESSES = st.builds("{}@{}".format, DOTTED, st.sampled_from(["example.org", "bücher.example", "a.b-c.example"]))
PEOPLE = st.builds(Person, NAMES, ADDRESSES)


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=SMTPUTF8)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def blankless(text: str) -> str:
    return "".join(one_line(text).split())


def head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0]


@given(LETTERS)
def test_a_subject_is_read_back_and_adds_no_header(subject: str) -> None:
    raw = compose(replace(MAIL, subject=subject))

    assert read(raw).subject == one_line(subject)
    assert parsed(raw)["subject"] == (one_line(subject) or None)
    assert {name.lower() for name in parsed(raw)} <= HEADERS


@given(st.lists(PEOPLE, min_size=1, max_size=4), st.lists(PEOPLE, max_size=3))
def test_people_are_read_back(to: list[Person], cc: list[Person]) -> None:
    raw = compose(replace(MAIL, to=tuple(to), cc=tuple(cc)))

    in_ascii = [p.address.replace("bücher.example", "xn--bcher-kva.example") for p in (*to, *cc)]
    message = parsed(raw)
    ours = read(raw)
    theirs = [*message["to"].addresses, *(message["cc"].addresses if cc else ())]
    assert [*ours.to_addresses, *ours.cc_addresses] == in_ascii
    assert [address.addr_spec.encode("utf-8", "surrogateescape").decode() for address in theirs] == in_ascii
    # Python 3.11 puts a blank between encoded words of a name, which RFC 2047 6.2 forbids.
    assert [blankless(address.display_name) for address in theirs] == [blankless(p.name) for p in (*to, *cc)]


@given(LETTERS, LETTERS)
def test_names_and_texts_never_make_a_line_too_long(subject: str, name: str) -> None:
    raw = compose(replace(MAIL, subject=subject * 9, to=(Person(name * 9, "a@b.example"),), text=subject * 30))

    assert max(map(len, raw.split(b"\r\n"))) <= 100
    assert not set(b"\r\n") & set(raw.replace(b"\r\n", b""))


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_plain_text_is_read_back(text: str) -> None:
    raw = compose(replace(MAIL, mime="text/plain", html="<b>not this</b>", text=text))

    assert read(raw).text.strip() == printable(text).strip()
    assert parsed(raw).get_content_type() == "text/plain"
    assert parsed(raw).get_content().replace("\r\n", "\n").strip() == printable(text).strip()


@given(st.lists(st.tuples(NAMES, st.binary(max_size=200)), min_size=1, max_size=3))
def test_files_are_read_back_byte_for_byte_under_their_names(files: list[tuple[str, bytes]]) -> None:
    listed = tuple(OutgoingFile(name=name, mime="text/csv") for name, _ in files)
    raw = compose(replace(MAIL, files=listed), [content for _, content in files])

    arrived = read(raw).attachments
    assert [extract(raw, found.part) for found in arrived] == [content for _, content in files]
    theirs = list(parsed(raw).iter_attachments())
    assert [part.get_payload(decode=True) for part in theirs] == [content for _, content in files]
    for (name, _), ours, part in zip(files, arrived, theirs, strict=True):
        last = one_line(name).replace("\\", "/").rpartition("/")[2]
        assert (part.get_filename() or "") == last
        assert not ours.named or ours.name in last


def test_html_goes_with_a_text_made_from_it_and_pictures_beside_it() -> None:
    mail = replace(
        MAIL,
        html='<p>Look: <img src="cid:logo@demo"></p><script>alert(1)</script>',
        files=(
            OutgoingFile(name="logo.png", mime="image/png", content_id="logo@demo"),
            OutgoingFile(name="terms.pdf", mime="application/pdf"),
            OutgoingFile(name="lost.png", mime="image/png", content_id="shown@nowhere"),
        ),
    )
    raw = compose(mail, [b"\x89PNG", b"%PDF", b"\x89png"])

    message = parsed(raw)
    shapes = [part.get_content_type() for part in message.walk()]
    assert shapes == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"),
        *("application/pdf", "image/png"),
    ]
    ours = read(raw)
    assert [(a.name, a.inline) for a in ours.attachments] == [
        ("logo.png", True),
        ("terms.pdf", False),
        ("lost.png", False),
    ]
    assert ours.text == "Look:"
    assert "cid:logo@demo" in ours.html
    assert b"alert" not in raw


def test_a_mail_inside_a_mail_goes_as_it_is_or_as_mere_bytes() -> None:
    good, bad = compose(MAIL), compose(MAIL) + b"\xff"
    files = (OutgoingFile(name="a.eml", mime="message/rfc822"), OutgoingFile(name="b.eml", mime="message/rfc822"))
    raw = compose(replace(MAIL, files=files, message_id="<outer@demo.test>"), [good, bad])

    first, second = parsed(raw).iter_attachments()
    assert (first.get_content_type(), second.get_content_type()) == ("message/rfc822", "application/octet-stream")
    assert first.get_content()["message-id"] == "<00001a1@demo.test>"
    assert second.get_payload(decode=True) == bad


def test_a_reply_names_its_parent_even_by_a_very_long_message_id() -> None:
    parent = f"<{'x' * 300}@example.org>"
    raw = compose(replace(MAIL, in_reply_to=parent, references=("<first@example.org>", parent)))

    assert (read(raw).in_reply_to, read(raw).references) == (parent, ("<first@example.org>", parent))
    assert parsed(raw)["references"].split() == ["<first@example.org>", parent]


def test_references_keep_the_first_and_the_latest() -> None:
    raw = compose(replace(MAIL, references=tuple(f"<{n}@example.org>" for n in range(200))))

    kept = read(raw).references
    assert (len(kept), kept[0], kept[1], kept[-1]) == (30, "<0@example.org>", "<171@example.org>", "<199@example.org>")


@pytest.mark.parametrize(
    "identifier", ["<a@b>\r\nBcc: eve@evil.example", "no brackets", "<a b@c>", "<ä@c>", "<>", "<a>b@c>"]
)
def test_what_is_no_message_id_is_left_out(identifier: str) -> None:
    raw = compose(replace(MAIL, in_reply_to=identifier, references=(identifier, "<good@b>")))

    assert parsed(raw)["in-reply-to"] is None
    assert parsed(raw)["references"] == "<good@b>"
    assert parsed(raw)["bcc"] is None


@pytest.mark.parametrize(
    "address", ["", "jonas", "a@b@c", "a@b\r\nBcc: eve@evil.example", "a b@c.example", "<a@b>", "a@", "@b", "a,b@c"]
)
def test_what_is_no_address_is_not_written(address: str) -> None:
    with pytest.raises(Unwritable):
        compose(replace(MAIL, to=(Person("", address),)))


def test_a_name_cannot_bring_a_header_or_a_recipient() -> None:
    raw = compose(replace(MAIL, to=(Person('Eve" <eve@evil.example>,\r\nBcc: x@evil.example', "a@b.example"),)))

    assert [a.addr_spec for a in parsed(raw)["to"].addresses] == ["a@b.example"]
    assert parsed(raw)["bcc"] is None


def test_only_mail_that_nobody_wrote_says_so() -> None:
    assert parsed(compose(MAIL))["auto-submitted"] is None
    assert parsed(compose(replace(MAIL, auto_submitted="auto-replied")))["auto-submitted"] == "auto-replied"


def test_thread_index_goes_on_where_the_parent_has_one() -> None:
    parent = "Ac3gq7PLh9x0b0nOSXOyQd3nB2dFsQ=="
    index = parsed(compose(replace(MAIL, thread_index=parent)))["thread-index"]

    assert base64.b64decode(index)[:22] == base64.b64decode(parent)
    assert len(base64.b64decode(index)) == 27
    assert parsed(compose(replace(MAIL, thread_index="rubbish")))["thread-index"] is None


def test_the_same_value_gives_the_same_bytes() -> None:
    assert compose(MAIL) == compose(MAIL)
    assert re.search(rb"boundary=\"=_[0-9a-f]{24}a\"", compose(MAIL))


def test_no_recipient_in_sight_is_said_so() -> None:
    assert b"To: undisclosed-recipients:;\r\n" in head(compose(replace(MAIL, to=())))


def test_an_address_without_a_name_stands_alone() -> None:
    mail = Outgoing(sender=Person("", "help@demo.test"), message_id="<1@demo.test>", sent_at=0, text="x")
    assert b"From: help@demo.test\r\n" in compose(mail)


def test_a_body_that_escaping_made_longer_than_an_agent_may_write_leaves_whole() -> None:
    html = f"<p>{'a' * 3_000_000}</p><p>The end</p>"

    raw = compose(replace(MAIL, html=html, text="a"))

    drawn = parsed(raw).get_body(("html",))
    assert drawn is not None
    assert drawn.get_content().rstrip().endswith("<p>The end</p>")
