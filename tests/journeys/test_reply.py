"""A day's work: a mail comes in, is answered with quote, picture and file, and the answer leaves and is a thread."""

from __future__ import annotations

import base64
import json
import shutil
import signal
import smtplib
import subprocess
import time
import urllib.request
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.relay import Relay, relay
from tests.journeys.running import Server, running

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4 a credit note"
CUSTOMER, MAILBOX = "jonas.weber@example.org", "support@demo.test"
ORIGINAL_ID = "<original-1@example.org>"
KILLS = 30


def with_picture() -> EmailMessage:
    """What a customer writes: HTML that shows a picture."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Jonas Weber <{CUSTOMER}>", MAILBOX, "Invoice 20417 charged twice"
    mail["Message-ID"] = ORIGINAL_ID
    mail.set_content("You charged it twice.\n")
    mail.add_alternative('<p>You charged it <b>twice</b>.</p><img src="cid:logo@example.org">', subtype="html")
    (drawn,) = (part for part in mail.walk() if part.get_content_type() == "text/html")
    drawn.add_related(PNG, "image", "png", cid="<logo@example.org>", filename="logo.png")
    return mail


def send_in(server: Server, mail: EmailMessage) -> None:
    with smtplib.SMTP(*server.smtp) as client:
        client.send_message(mail, CUSTOMER, [MAILBOX])


def upload(server: Server, email: str, name: str, content: bytes) -> str:
    """A file for a draft; its document id."""
    head = f'--b\r\nContent-Disposition: form-data; name="attachment"; filename="{name}"\r\n'
    body = f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n--b--\r\n"
    credentials = base64.b64encode(f"ada:{server.passwords['ada']}".encode()).decode()
    request = urllib.request.Request(
        f"{server.base}/api/v2/me/emails/{email}/attachments",
        data=body,
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "multipart/form-data; boundary=b"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.loads(answer.read())["documentId"])


def composing(server: Server) -> Any:
    """The one draft in ada's hands."""
    _, listed = server.call("ada", "/api/v2/me/emails?fields=*&state=Composing")
    (draft,) = listed["emails"]
    return draft


def done(answer: tuple[int, Any]) -> None:
    assert answer == (200, {"statusCode": 0})


def begin(server: Server) -> str:
    """A draft of ada's that is ready to be sent; its id."""
    done(server.call("ada", "/api/v2/me/emails", {"operationName": "Create", "queueName": "support-out"}))
    return str(composing(server)["id"])


def send_out(server: Server, draft: str, subject: str) -> None:
    email = {"to": [CUSTOMER], "from": MAILBOX, "subject": subject, "body": "<p>Hello</p>"}
    done(server.operate("ada", draft, "Send", queueName="support-out", email=email))


def delivery(server: Server, email: str) -> Any:
    """How far it is, once that is not only queued."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = server.call("ada", f"/api/x/v1/emails/{email}")[1]["email"]["delivery"]
        if found["state"] != "queued" and any("words" in one for one in found["recipients"]):
            return found
        time.sleep(0.02)
    raise AssertionError("nothing was told about the delivery")


@pytest.mark.slow
def test_a_mail_is_answered_and_the_answer_threads_under_it(database: list[str], tmp_path: Path) -> None:
    with relay() as (taker, address), running(tmp_path / "data", "--relay", address, *database) as server:
        server.log_in("ada", "desk-1")
        original = with_picture()
        send_in(server, original)
        email = server.offered("ada")["id"]
        done(server.operate("ada", email, "Accept"))
        done(server.operate("ada", email, "Reply", queueName="support-out", quoteOriginal=True, body="<p>Sorry!</p>"))
        draft = composing(server)
        assert (draft["to"], draft["subject"]) == ([f"Jonas Weber <{CUSTOMER}>"], "Re: Invoice 20417 charged twice")
        assert [one["name"] for one in draft["attachments"]] == ["logo.png"]
        document = upload(server, draft["id"], "credit-note.pdf", PDF)
        done(server.operate("ada", draft["id"], "AddAttachment", documentId=document))
        done(server.operate("ada", draft["id"], "Save", email={"cc": "ines@example.org"}))
        done(server.operate("ada", draft["id"], "Send", queueName="support-out", email={}))
        sent = taker.message()
        done(server.operate("ada", email, "Complete"))

        assert (sent["In-Reply-To"], sent["References"]) == (ORIGINAL_ID, ORIGINAL_ID)
        assert (sent["From"], sent["To"], sent["Cc"]) == (MAILBOX, f"Jonas Weber <{CUSTOMER}>", "ines@example.org")
        assert sent["Auto-Submitted"] is None
        text, html = sent.get_body(("plain",)), sent.get_body(("html",))
        assert text is not None
        assert html is not None
        assert "Sorry!" in text.get_content()
        assert "> You charged it" in text.get_content()
        assert "<blockquote>" in html.get_content()
        parts = {part.get_content_type(): part for part in sent.walk() if not part.is_multipart()}
        assert parts["image/png"].get_content() == PNG
        assert parts["image/png"]["Content-ID"] == "<logo@example.org>"
        assert parts["application/pdf"].get_content() == PDF
        assert parts["application/pdf"].get_filename() == "credit-note.pdf"
        check_with_notmuch(tmp_path, original.as_bytes(), taker.taken[0])
        thread = server.call("ada", f"/api/x/v1/emails/{draft['id']}")[1]["email"]["thread"]
        assert [(one["direction"], one["state"]) for one in thread] == [
            ("Inbound", "Completed"),
            ("Outbound", "Completed"),
        ]
        assert server.call("ada", "/api/v2/me/emails") == (200, {"statusCode": 0, "uris": []})
        answers_again(server, taker)


def answers_again(server: Server, taker: Relay) -> None:
    """The customer's answer to our answer comes back into the same thread."""
    again = EmailMessage()
    again["From"], again["To"], again["Subject"] = CUSTOMER, MAILBOX, "AW: Re: Invoice 20417 charged twice"
    again["Message-ID"], again["In-Reply-To"] = "<answer-2@example.org>", taker.message()["Message-ID"]
    again.set_content("Thank you.")
    send_in(server, again)
    email = server.offered("ada")["id"]
    done(server.operate("ada", email, "Accept"))
    thread = server.call("ada", f"/api/x/v1/emails/{email}")[1]["email"]["thread"]
    assert [one["direction"] for one in thread] == ["Inbound", "Outbound", "Inbound"]


def check_with_notmuch(folder: Path, *messages: bytes) -> None:
    """A second reader that threads mail, where there is one."""
    if shutil.which("notmuch") is None:
        return
    mails = folder / "mails"
    mails.mkdir()
    for number, message in enumerate(messages):
        (mails / f"{number}.eml").write_bytes(message.replace(b"\r\n", b"\n"))
    config = folder / "notmuch-config"
    config.write_text(f"[database]\npath={mails}\n[user]\nname=x\nprimary_email=x@example.org\n")
    environment = {"NOTMUCH_CONFIG": str(config), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, capture_output=True, timeout=60)
    told = subprocess.run(
        ["notmuch", "search", "--format=json", "*"], env=environment, check=True, capture_output=True, timeout=60
    )
    (thread,) = json.loads(told.stdout)
    assert thread["total"] == len(messages)


@pytest.mark.slow
def test_a_relay_that_says_never_brings_it_back_to_who_sent_it(tmp_path: Path) -> None:
    with relay() as (taker, address), running(tmp_path / "data", "--relay", address) as server:
        taker.says = lambda recipient: "550 5.1.1 There is nobody of this name here"
        server.log_in("ada", "desk-1")
        server.log_in("bob", "desk-2")
        draft = begin(server)
        send_out(server, draft, "To nobody")
        told = delivery(server, draft)
        assert (told["state"], told["recipients"][0]["outcome"]) == ("failed", "refused")
        report = server.offered("ada")
        assert (report["state"], report["subject"]) == ("Invited", "Undeliverable: To nobody")
        done(server.operate("ada", report["id"], "Accept"))
        shown = server.call("ada", f"/api/v2/me/emails/{report['id']}")[1]["email"]
        assert "550 5.1.1 There is nobody of this name here" in shown["bodyAsPlainText"]


@pytest.mark.slow
def test_a_relay_that_says_later_shows_in_the_delivery_alone(tmp_path: Path) -> None:
    with relay() as (taker, address), running(tmp_path / "data", "--relay", address) as server:
        taker.says = lambda recipient: "450 4.2.1 Not now"
        server.log_in("ada", "desk-1")
        draft = begin(server)
        send_out(server, draft, "Later")
        told = delivery(server, draft)
        assert (told["state"], told["recipients"][0]["words"]) == ("deferred", "450 4.2.1 Not now")
        assert server.call("ada", "/api/v2/me/emails") == (200, {"statusCode": 0, "uris": []})


@pytest.mark.slow
def test_killed_while_it_sends_each_mail_leaves_at_least_once_with_one_message_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with relay() as (taker, address), running(tmp_path / "data", "--relay", address) as server:
        for number in range(KILLS):
            server.log_in("ada", "desk-1")
            send_out(server, begin(server), f"Mail {number}")
            time.sleep(0.002 * (number % 8))
            server.stop(signal.SIGKILL)
            server.start()
        until = time.monotonic() + 100  # what was under way is due again after a minute
        while time.monotonic() < until and len({subject_of(one) for one in list(taker.taken)}) < KILLS:
            time.sleep(0.2)
        ids: dict[str, set[str]] = {}
        copies = Counter(subject_of(one) for one in taker.taken)
        for number in range(len(taker.taken)):
            message = taker.message(number)
            ids.setdefault(message["Subject"], set()).add(message["Message-ID"])
    doubled = sum(count - 1 for count in copies.values())
    with capsys.disabled():
        print(f"\n  {KILLS} kills while sending: {KILLS - len(copies)} lost, {doubled} sent again", end="")
    assert set(copies) == {f"Mail {number}" for number in range(KILLS)}
    assert all(len(found) == 1 for found in ids.values()), "a mail left under two Message-IDs"


def subject_of(message: bytes) -> str:
    head = message.partition(b"\r\n\r\n")[0]
    return next(line[9:].decode() for line in head.split(b"\r\n") if line.startswith(b"Subject: "))
