"""The mails of the demo: what customers write, in the shapes that mail programs give it."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from proffer.demo.long_story import STORY

Mail = tuple[str, EmailMessage]  # envelope sender, message


def mails(mailbox: str) -> list[Mail]:
    """In the order they are sent."""
    return [
        (sender.addr_spec, write(sender, mailbox))
        for sender, write in (
            (Address("Jonas Weber", addr_spec="jonas.weber@example.org"), _charged_twice),
            (Address("Priya Raman", addr_spec="priya@studio-raman.example"), _order_with_attachments),
            (Address("Walter Higgs", addr_spec="whiggs@example.net"), _long_story),
            (Address("Zoë Größmann-Łukasik", addr_spec="zoe.groessmann@example.de"), _umlauts),
            (Address("佐藤 花子", addr_spec="hanako.sato@example.jp"), _japanese),
            (Address("", addr_spec="no-reply@forms.example.com"), _html_only),
        )
    ]


def _message(sender: Address, mailbox: str, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mailbox
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now().astimezone())
    message["Message-ID"] = make_msgid(domain=sender.domain)
    return message


def _charged_twice(sender: Address, mailbox: str) -> EmailMessage:
    message = _message(sender, mailbox, "Invoice 20417 charged twice")
    message.set_content(
        "Hello,\n\nyou charged invoice 20417 twice, on the 2nd and again on the 4th. Please send one of the two\n"
        "amounts back to my account.\n\nKind regards\nJonas Weber\n"
    )
    return message


def _order_with_attachments(sender: Address, mailbox: str) -> EmailMessage:
    message = _message(sender, mailbox, "Re: Your order 88-1203: the colour is wrong")
    message["In-Reply-To"] = "<order-88-1203@shop.example.com>"
    message["References"] = "<order-88-1203@shop.example.com>"
    message.set_content(
        "Hi there, the lamp came in red, I ordered blue. Picture and delivery note attached.\n\nPriya\n"
    )
    message.add_alternative(
        "<html><body><p>Hi there,</p><p>the lamp came in <b style='color:#b00'>red</b>, I ordered "
        "<b style='color:#00b'>blue</b>:</p><p><img src='cid:lamp@studio-raman.example' alt='the lamp'></p>"
        "<p>Delivery note attached.</p><p>Priya</p></body></html>",
        subtype="html",
    )
    picture = message.get_payload()[1]  # type: ignore[index]
    picture.add_related(_png(96, 64, (176, 0, 0)), "image", "png", cid="<lamp@studio-raman.example>")  # type: ignore[union-attr]
    message.add_attachment(
        _pdf("Delivery note 88-1203"), maintype="application", subtype="pdf", filename="delivery note.pdf"
    )
    message.add_attachment("item;colour;pieces\nlamp;blue;1\n", subtype="csv", filename="Bestellung für Büro.csv")
    return message


def _long_story(sender: Address, mailbox: str) -> EmailMessage:
    message = _message(sender, mailbox, "A long story about a short cable (please read to the end)")
    message.set_content(STORY)
    return message


def _umlauts(sender: Address, mailbox: str) -> EmailMessage:
    message = _message(sender, mailbox, "Kündigung zum Jahresende – Bestätigung erbeten, bitte auch für Łódź")
    message["Reply-To"] = Address("Büro Größmann", addr_spec="buero@example.de")
    message.set_content(
        "Sehr geehrte Damen und Herren,\n\nhiermit kündige ich meinen Vertrag Nr. 4711-Ö zum 31. Dezember.\n"
        "Bitte bestätigen Sie mir den Eingang.\n\nMit freundlichen Grüßen\nZoë Größmann-Lukasik\n",
        charset="iso-8859-1",
        cte="quoted-printable",
    )
    return message


def _japanese(sender: Address, mailbox: str) -> EmailMessage:
    message = _message(sender, mailbox, "パスワードを忘れてしまいました")
    message.set_content(
        "サポートご担当者様\n\nお世話になっております。佐藤と申します。\n"
        "パスワードを忘れてしまい、ログインできません。再設定の方法を教えていただけますでしょうか。\n\n"
        "よろしくお願いいたします。\n佐藤 花子\n",
        charset="iso-2022-jp",
        cte="7bit",
    )
    return message


def _html_only(sender: Address, mailbox: str) -> EmailMessage:
    message = _message(sender, mailbox, "Contact form: opening hours on Saturdays?")
    message["Reply-To"] = Address("Ana Sousa", addr_spec="ana.sousa@example.pt")
    message.set_content(
        "<html><head><script>alert('not run')</script></head><body><table border=1>"
        "<tr><th>Name</th><td>Ana Sousa</td></tr><tr><th>E-mail</th><td>ana.sousa@example.pt</td></tr>"
        "<tr><th>Question</th><td>Are you open on Saturdays before Christmas? Até logo!</td></tr></table>"
        "<img src='https://tracker.example.com/pixel.gif' width=1 height=1></body></html>",
        subtype="html",
    )
    return message


def _png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _pdf(text: str) -> bytes:
    """One page with one line of text."""
    content = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
        f"startxref\n{len(body)}\n%%EOF\n"
    ).encode("ascii")
