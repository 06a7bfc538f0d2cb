"""What an agent gets to read, and what is attached."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.interaction.arrival import Arrival
from proffer.mail.reading import extract, read

HEAD = b"From: ada@example.org\nMIME-Version: 1.0\n"


def multipart(kind: str, *parts: bytes, boundary: str = "b") -> bytes:
    mark = b"--" + boundary.encode()
    lines = [f"Content-Type: multipart/{kind}; boundary={boundary}\n".encode()]
    return b"\n".join([*lines, *(mark + b"\n" + part for part in parts), mark + b"--\n"])


def part(mime: str, body: bytes, *more: str) -> bytes:
    return "\n".join([f"Content-Type: {mime}", *more, "", ""]).encode() + body


PLAIN = part("text/plain", b"Hello")
RICH = part("text/html", b"<p>Hello <b>you</b></p>")
PDF = part("application/pdf; name=a.pdf", b"JVBERg==", "Content-Transfer-Encoding: base64")


def names(mail: Arrival) -> list[str]:
    return [attachment.name for attachment in mail.attachments]


def test_of_alternatives_both_forms_are_kept() -> None:
    mail = read(HEAD + multipart("alternative", PLAIN, RICH))
    assert (mail.text, mail.html, mail.attachments) == ("Hello", "<p>Hello <b>you</b></p>", ())


def test_what_the_mail_has_in_one_form_only_is_made_in_the_other() -> None:
    mail = read(
        HEAD + b"Content-Type: text/html\n\n<h1>Hi</h1><ul><li>a<li>b</ul>x<br>y<table><tr><td>1<td>2</table>&lt;"
    )
    assert mail.text == "Hi\n\n* a\n* b\n\nx\ny\n\n1 2\n\n<"


def test_a_mixed_mail_has_its_texts_one_after_the_other_and_the_rest_attached() -> None:
    footer = part("text/plain; charset=iso-8859-1", b"gr\xfc\xdfe", "Content-Disposition: inline")
    note = part('text/plain; name="note.txt"', b"note", "Content-Disposition: attachment")
    octets = HEAD + multipart("mixed", multipart("alternative", PLAIN, RICH, boundary="c"), PDF, footer, note)
    mail = read(octets)
    assert mail.text == "Hello\n\ngrüße"
    assert mail.html == "<p>Hello <b>you</b></p><br>\ngrüße"
    assert [(a.name, a.mime, a.size_bytes, a.part) for a in mail.attachments] == [
        ("a.pdf", "application/pdf", 4, "2"),
        ("note.txt", "text/plain", 4, "4"),
    ]
    assert (extract(octets, "2"), extract(octets, "4")) == (b"%PDF", b"note")
    with pytest.raises(KeyError):
        extract(octets, "9")


def test_a_picture_shown_in_the_text_is_inline_and_counts_only_with_a_name() -> None:
    picture = part("image/png", b"png", "Content-ID: <logo@x>")
    unshown = part("image/png; name=b.png", b"png")
    mail = read(HEAD + multipart("related", part("text/html", b'<img src="cid:logo@x">'), picture, unshown))
    assert 'src="cid:logo@x"' in mail.html
    assert [(a.name, a.inline, a.named, a.content_id) for a in mail.attachments] == [
        ("attachment-2.png", True, False, "logo@x"),
        ("b.png", False, True, ""),
    ]
    assert [a.name for a in mail.counted_attachments] == ["b.png"]


def test_a_forwarded_message_is_attached_under_its_subject_and_kept_octet_for_octet() -> None:
    inner = b"Subject: =?utf-8?q?Re=3A_a/b?=\r\nX:  odd \r\n\r\n\0body\n"
    octets = HEAD + multipart("mixed", PLAIN, part("message/rfc822", inner))
    mail = read(octets)
    assert names(mail) == ["Re: a_b.eml"]
    assert extract(octets, "2") == inner


def test_a_calendar_invitation_among_the_alternatives_is_attached() -> None:
    assert names(read(HEAD + multipart("alternative", PLAIN, RICH, part("text/calendar", b"BEGIN:")))) == [
        "attachment-3.ics"
    ]


def test_a_delivery_report_is_read_with_its_parts_attached() -> None:
    report = part("message/delivery-status", b"Action: failed")
    mail = read(HEAD + multipart("report", PLAIN, report, part("text/rfc822-headers", b"Subject: x")))
    assert (mail.text, names(mail)) == ("Hello", ["attachment-2.txt", "attachment-3.txt"])


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
        (r'Content-Disposition: attachment; filename="C:\Users\ada\x.doc"', "x.doc"),
        ("Content-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe%0A.txt", "Grüße .txt"),
        ('Content-Disposition: attachment; filename="=?utf-8?q?Gr=C3=BC=C3=9Fe.txt?="', "Grüße.txt"),
        ("Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEtxt.exe", "atxt.exe"),
        ('Content-Disposition: attachment; filename="' + "x" * 300 + '.pdf"', "x" * 251 + ".pdf"),
        ('Content-Disposition: attachment; filename="/"', "attachment-0.pdf"),
        ("Content-Disposition: attachment", "attachment-0.pdf"),
    ],
)
def test_an_attachment_has_a_name_that_is_safe_to_save(header: str, name: str) -> None:
    assert names(read(HEAD + header.encode() + b"\nContent-Type: application/pdf\n\nx")) == [name]


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<form action="https://evil.example/"><input></form>',
        '<iframe src="https://evil.example/"></iframe>',
        '<div style="background:url(https://evil.example/)">x</div>',
        "<style>@import 'https://evil.example/'</style>",
        '<svg><script href="https://evil.example/"/></svg>',
        '<meta http-equiv=refresh content="0;url=https://evil.example/">',
        '<base href="https://evil.example/">',
        '<a title="<script>alert(1)</script>" onclick=alert(1)>x</a>',
    ],
)
@pytest.mark.parametrize("tags", [0, 1000])
def test_html_is_cleaned(evil: str, tags: int) -> None:
    html = read(HEAD + b"Content-Type: text/html\n\n" + b"<b>x</b>" * tags + evil.encode()).html
    for word in ("<script", "onerror", "javascript", "evil", "<form", "<iframe", "<style", " onclick"):
        assert word not in html


def test_styling_is_kept() -> None:
    html = '<p style="color:red">a</p><img src="cid:x"><a href="https://example.org/">b</a>'
    cleaned = read(HEAD + b"Content-Type: text/html\n\n" + html.encode()).html
    assert 'style="color:red"' in cleaned
    assert 'src="cid:x"' in cleaned
    assert 'href="https://example.org/"' in cleaned


def test_long_html_with_sloppy_tags_keeps_its_text_and_its_shape() -> None:
    rows = "".join(f"<tr><td><p>row {n}<p><font color=red>x<ul><li>a<li>b</ul>" for n in range(400))
    mail = read(HEAD + b"Content-Type: text/html\n\n<table>" + rows.encode() + b"</table>end")
    assert mail.html.count("<td>") == mail.html.count("</td>") == 400
    assert all(f"row {n}\n" in mail.text for n in range(400))
    assert mail.text.endswith("end")


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<p><font color=%d>", "<table><tr><td>", "<", "<!--", "&nbsp; ", "<a '"]
)
def test_hostile_nesting_is_survived_within_a_second(piece: str) -> None:
    html = "".join(piece % n if "%d" in piece else piece for n in range(50_000))
    mail = read(HEAD + b"Content-Type: text/html\n\nstart " + html.encode() + b" end")
    assert mail.text.startswith("start")


def test_the_declared_charset_is_not_believed_against_the_octets() -> None:
    def text(charset: str, octets: bytes) -> str:
        return read(HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode() + octets).text

    assert text("us-ascii", "grüße".encode()) == "grüße"
    assert text("iso-8859-1", b"\x80 5") == "€ 5"
    assert text("utf-8", b"caf\xe9") == "café"
    assert text("cp-850", "größe".encode("cp850")) == "größe"
    assert text("ks_c_5601-1987", "안녕".encode("cp949")) == "안녕"
    assert text("idna", b"xn--") == text("no\0such", b"xn--") == "xn--"
    assert text("base64", b"aGk=") == "aGk="
    assert read(HEAD + b"Content-Type: text/html\n\n<meta charset=koi8-r>" + "да".encode("koi8-r")).text == "да"


def test_transfer_encodings_are_undone_even_if_badly_done() -> None:
    def text(encoding: str, octets: bytes) -> str:
        return read(HEAD + f"Content-Transfer-Encoding: {encoding}\n\n".encode() + octets).text

    assert text("BASE64", b"SGVs\nbG8") == "Hello"
    assert text("base64", b"SGU=bGxv") == "Hello"
    assert text("base64", b"!SGVs*bG8=\n\n-- \na list") == "Hello"
    assert text("base64", b"SGVsbG8=\n\nA") == "Hello"
    assert text("quoted-printable", b"a=\nb=zz=3D=") == "ab=zz="
    assert text("x-made-up", b"as it is") == "as it is"


def test_a_boundary_that_is_not_named_is_found() -> None:
    octets = HEAD + b"Content-Type: multipart/mixed\n\n--xyz\n" + PLAIN + b"\n--xyz\n" + PDF + b"\n--xyz--\n"
    mail = read(octets)
    assert (mail.text, names(mail), [w.code for w in mail.warnings]) == ("Hello", ["a.pdf"], ["no_boundary"])


def test_a_multipart_without_parts_is_text() -> None:
    mail = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\nno parts here")
    assert (mail.text, [w.code for w in mail.warnings]) == ("no parts here", ["no_boundary"])


def test_a_mail_whose_parts_lead_to_nothing_is_shown_as_it_came() -> None:
    preamble = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\nhidden text\n--b--\nand more")
    assert (preamble.text, [w.code for w in preamble.warnings]) == ("hidden text\n--b--\nand more", ["no_boundary"])
    inner = b"--b\nContent-Type: multipart/mixed; boundary=b--\n\n--b--\n\nhidden text\n--b----"
    epilogue = read(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + inner)
    assert (epilogue.text, [w.code for w in epilogue.warnings]) == (inner.decode(), ["no_text", "no_boundary"])


def test_a_multipart_without_end_is_read_to_its_end() -> None:
    mail = read((HEAD + multipart("mixed", PLAIN, PDF)).removesuffix(b"--b--\n"))
    assert (mail.text, names(mail), [w.code for w in mail.warnings]) == ("Hello", ["a.pdf"], ["unended"])


def test_nesting_and_number_of_parts_are_bounded_and_nothing_is_hidden() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200))
    deep = read(HEAD + nested + PLAIN)
    assert [w.code for w in deep.warnings] == ["unended", "too_deep"]
    assert len(deep.attachments) == 1
    assert [w.code for w in read(HEAD + multipart("mixed", *[PDF] * 1500)).warnings] == ["too_many_parts"]


def test_a_body_is_clipped_and_says_so() -> None:
    mail = read(HEAD + b"\n" + "ü".encode() * 1_500_000)
    assert len(mail.text.encode()) == len(mail.html.encode()) == 2 * 1024 * 1024
    assert [w.code for w in mail.warnings] == ["clipped"]


def test_what_is_read_can_be_stored_and_sent() -> None:
    mail = read(b"Subject: a\0b\xed\xa0\x80\nFrom: \0\x1b <a@b\0>\n\na\0b\x08\x85c\ttab")
    assert msgspec.json.decode(msgspec.json.encode(mail), type=Arrival) == mail
    assert "\0" not in mail.subject + mail.from_address + mail.text
    assert mail.text == "ab…c\ttab"


def test_a_file_is_read_like_its_octets(tmp_path: Path) -> None:
    octets = HEAD + multipart("mixed", PLAIN, PDF)
    (tmp_path / "a.eml").write_bytes(octets)
    assert read(tmp_path / "a.eml") == read(octets)
    assert extract(tmp_path / "a.eml", "2") == b"%PDF"


def test_when_the_reader_fails_the_agent_still_sees_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr("proffer.mail.reading.reader.read_parts", fail)
    mail = read(b"Subject: x\n\n<b>hi</b>\0")
    assert (mail.subject, mail.text) == ("", "Subject: x\n\n<b>hi</b>")
    assert "&lt;b&gt;" in mail.html
    assert [w.code for w in mail.warnings] == ["unreadable"]


# -- any octets --------------------------------------------------------------------------------------------------------

WORDS = [
    b"\n",
    b"\r\n",
    b"\n\n",
    b"--b\n",
    b"--b--\n",
    b" ",
    b"\0",
    b"\xff\xfe",
    b"=?utf-8?q?=C3?=",
    b"=?utf-8?b?w?=",
    b"From: ",
    b"To: <",
    b"Subject: ",
    b"Date: Mon, 2 Mar 2026 12:00 +9",
    b"Message-ID: <",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: multipart/alternative; boundary=b\n",
    b"Content-Type: multipart/related; boundary=b; start=<x>\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/html; charset=utf-16\n",
    b"Content-Type: text/plain; charset*0*=x'y'%zz; charset=utf-7\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Disposition: attachment; filename*1*=a; filename*0=b\n",
    b"Content-ID: <x>\n",
    b"<p><img src=cid:x>",
    b"</div><table><b",
    b'"',
    b"(",
    b"a@b",
    b"+AGE-",
    b"\x1b$B-!",
    b"=",
    b"AAAA",
]


@given(st.binary(max_size=400) | st.lists(st.sampled_from(WORDS) | st.binary(max_size=6), max_size=40).map(b"".join))
def test_no_octets_make_reading_raise(octets: bytes) -> None:
    mail = read(octets)
    assert "unreadable" not in [warning.code for warning in mail.warnings]
    assert mail == read(octets)
    assert msgspec.json.decode(msgspec.json.encode(mail), type=Arrival) == mail
    for attachment in mail.attachments:
        assert len(extract(octets, attachment.part)) == attachment.size_bytes
        assert attachment.name
        assert not set(attachment.name) & set("/\\\0\n\r")
