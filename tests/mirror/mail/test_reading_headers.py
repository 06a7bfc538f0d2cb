"""What the headers of a mail say, however they say it."""

from __future__ import annotations

import pytest

from proffer.mail.reading import read
from proffer.mail.reading.addresses import Mailbox, mailboxes
from proffer.mail.reading.parameters import parameterised


def codes(octets: bytes) -> list[str]:
    return [warning.code for warning in read(octets).warnings]


def test_a_plain_mail_is_read_whole() -> None:
    mail = read(
        b"From: Ada Lovelace <Ada@example.org>\r\nTo: Support <support@example.com>, bob@example.net\r\n"
        b"Cc: carol@example.net\r\nReply-To: replies@example.org\r\nSender: office@example.org\r\n"
        b"Subject: Hello\r\n  there\r\nDate: Mon, 02 Mar 2026 13:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n"
        b"In-Reply-To: <0@example.com>\r\nReferences: <a@x>\r\n\t<b@y> <a@x>\r\nX-Note: a\r\n \t b\r\nX-Note: c\r\n"
        b"\r\nDear support,\r\n1 < 2\r\n"
    )
    assert (mail.from_name, mail.from_address, mail.sender) == ("Ada Lovelace", "Ada@example.org", "office@example.org")
    assert mail.to == ("Support <support@example.com>", "bob@example.net")
    assert mail.to_addresses == ("support@example.com", "bob@example.net")
    assert (mail.cc, mail.cc_addresses, mail.reply_to) == (
        ("carol@example.net",),
        ("carol@example.net",),
        ("replies@example.org",),
    )
    assert (mail.subject, mail.date_header) == ("Hello there", "Mon, 02 Mar 2026 13:00:00 +0100")
    assert mail.sent_at == 1_772_452_800_000
    assert (mail.message_id, mail.in_reply_to, mail.references) == (
        "<1@example.org>",
        "<0@example.com>",
        ("<a@x>", "<b@y>"),
    )
    assert mail.headers["x-note"] == "a b"
    assert (mail.text, mail.html) == ("Dear support,\n1 < 2", "Dear support,<br>\n1 &lt; 2<br>\n")
    assert (mail.attachments, mail.warnings) == ((), ())


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?UTF-8*de?B?R3LDvMOfZQ==?= und", "Grüße und"),
        (b"=?utf-8?b?R3LD?=\r\n =?utf-8?b?vMOfZQ==?=", "Grüße"),  # a character cut in two
        (b"=?iso-8859-1?q?a?= =?utf-8?q?b?= c", "ab c"),
        (b"=?windows-1252?Q?=80_5?=", "€ 5"),
        (b"=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        (b"=?iso-2022-jp?B?GyRCLSEbKEI=?=", "①"),  # a vendor's character in row 13
        (b"=?gb2312?B?xOO6ww==?=", "你好"),
        (b"=?x-unknown?q?caf=E9?=", "café"),
        (b"=?utf-8?q?two words, unquoted?=", "two words, unquoted"),
        (b"=?utf-8?Q?Really??=", "Really?"),
        (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),  # padding lost
        (b"=?utf-8?q?no end", "=?utf-8?q?no end"),
        (b"=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        ("Grüße".encode(), "Grüße"),
        (b"caf\xe9", "café"),
        (b"a\0b\x07c", "a b c"),
        (b"=?utf-7?q?+2AA-?=", "?"),  # half a surrogate pair
        (b"", ""),
    ],
)
def test_a_subject_is_decoded(raw: bytes, subject: str) -> None:
    assert read(b"Subject: " + raw + b"\r\n\r\n").subject == subject


def test_raw_letters_in_a_header_are_in_the_charset_of_the_text() -> None:
    mail = read("Subject: привет\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nпривет".encode("koi8-r"))
    assert (mail.subject, mail.text) == ("привет", "привет")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"ada@example.org", [("", "ada@example.org")]),
        (b"ada@example.org (Ada)", [("Ada", "ada@example.org")]),
        (b'"Lovelace, Ada" <ada@example.org>', [("Lovelace, Ada", "ada@example.org")]),
        (b"=?utf-8?q?Lovelace=2C_Ada?= <ada@example.org>", [("Lovelace, Ada", "ada@example.org")]),
        (b'"ada@old.example" <ada@example.org>', [("ada@old.example", "ada@example.org")]),
        (b"a@x; b@y,, c@z", [("", "a@x"), ("", "b@y"), ("", "c@z")]),
        (b"Team: a@x, Bob <b@y>;, c@z", [("", "a@x"), ("Bob", "b@y"), ("", "c@z")]),
        (b"undisclosed-recipients:;", []),
        (b"Ada <ada@example.org", [("Ada", "ada@example.org")]),
        (b"Ada ada@example.org", [("Ada", "ada@example.org")]),
        (b"=?utf-8?q?Ada_=3Cada=40example=2Eorg=3E?=", [("Ada", "ada@example.org")]),
        (b"<@relay:ada@example.org>", [("", "ada@example.org")]),
        (b"mailto:ada@example.org", [("", "ada@example.org")]),
        (b"Mailer Daemon <>", [("Mailer Daemon", "")]),
        (b"Ada Lovelace", [("Ada Lovelace", "")]),
        ("Größe <größe@example.org>".encode(), [("Größe", "größe@example.org")]),
        (b'\0,,;<>"(', []),
    ],
)
def test_addresses_are_found_as_people_write_them(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert mailboxes(raw) == tuple(Mailbox(name, address) for name, address in expected)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('text/plain; NAME="a;b\\".txt"', "name", 'a;b".txt'),
        ("text/plain; name=my file.pdf; x=y", "name", "my file.pdf"),
        (r'text/plain; name="C:\temp\new.pdf"', "name", r"C:\temp\new.pdf"),
        ("text/plain; name*=utf-8''Gr%C3%BC%C3%9Fe.txt", "name", "Grüße.txt"),
        ("text/plain; name*0*=utf-8''Gr%C3; name*1*=%BC%C3%9Fe; name*2=.txt", "name", "Grüße.txt"),
        ("text/plain; name*1=b; name*0=a", "name", "ab"),
        ("text/plain; name*=nonsense", "name", "nonsense"),
        ('text/plain; name="=?utf-8?q?Gr=C3=BC=C3=9Fe?="', "name", "Grüße"),
        ("text/plain (a comment); charset=utf-8; charset=ascii", "charset", "utf-8"),
    ],
)
def test_parameters_are_decoded(text: str, name: str, value: str) -> None:
    found = parameterised(text)
    assert (found.value, found.parameters[name]) == ("text/plain", value)


@pytest.mark.parametrize(
    ("octets", "subject", "text", "warnings"),
    [
        (b"From a@b Mon Mar  2\nFrom: a@b\nSubject: x\n\nhi", "x", "hi", []),
        (b"\xef\xbb\xbf\r\n\r\nFrom: a@b\r\nSubject: x\r\n\r\nhi", "x", "hi", []),
        (b"From: a@b\rSubject: x\r\rhi\rthere", "x", "hi\nthere", []),
        (b"From: a@b\nrubbish\nSubject: x\n\nhi", "x", "hi", ["header_rubbish"]),
        (b"From: a@b\nSubject: x\nNo empty line here\nhi", "x", "No empty line here\nhi", ["header_unended"]),
        (b"just text", "", "just text", ["header_unended", "no_sender"]),
        (b"", "", "", ["no_sender"]),
        (b"From: a@b\nSubject:\nSubject: second\n\n", "second", "", []),
        (b"From: a@b\r\r\nSubject: x\r\r\n\r\r\nhi", "x", "hi", []),
    ],
)
def test_broken_header_blocks_are_read(octets: bytes, subject: str, text: str, warnings: list[str]) -> None:
    mail = read(octets)
    assert (mail.subject, mail.text, codes(octets)) == (subject, text, warnings)


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Mon, 99 Mar 2026 99:99:99 +9999", "1 " * 1000, "Mon, 2 Mar 99999 12:00:00 +0000"]
)
def test_a_date_that_makes_no_sense_is_no_date(date: str) -> None:
    assert read(b"Date: " + date.encode() + b"\n\n").sent_at is None


def test_headers_are_bounded() -> None:
    mail = read(b"From: a@b\nX-Long: " + b"y" * 10_000 + b"\n" + b"X-Many: z\n" * 5000 + b"\nhi")
    assert len(mail.headers["x-long"]) == 4096
    assert mail.text == "hi"
    assert [warning.code for warning in mail.warnings] == ["header_clipped"]
