"""The main job on the page in Chromium: two agents, real mail, and a server that is killed in between."""

from __future__ import annotations

import re
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from proffer.demo.preparation import CENTER_FILE
from tests.journeys.browsing import Visitor, chromium, why_not
from tests.journeys.running import ROOT, Server, running

pytestmark = [pytest.mark.interop, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]

SUBJECT = "Invoice 20417 charged twice – help"
TEXT = "<p>Hello,<br>you charged invoice 20417 twice.</p>"
OPTIONS = """
[options]
delivering-timeout = {timeout}
email-capacity = 3

[agent-states]
Lunch = {{ display-name = "Lunch break" }}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "data") as one:
        yield one


def send(server: Server, subject: str = SUBJECT, text: str = TEXT) -> None:
    message = (
        "From: Jonas Weber <jonas.weber@example.org>\r\nTo: support@demo.test\r\n"
        f"Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{text}\r\n"
    )
    with smtplib.SMTP(*server.smtp) as client:
        client.sendmail("jonas.weber@example.org", ["support@demo.test"], message.encode())


def configure(server: Server, timeout_seconds: int) -> None:
    """The demo's centre with other options."""
    file = server.data / "center.toml"
    file.write_text(CENTER_FILE.read_text() + OPTIONS.format(timeout=timeout_seconds))
    command = [sys.executable, "-m", "proffer", "apply", str(file), "--data", str(server.data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def killed_and_started(server: Server) -> None:
    """With -9, and again at the same addresses; the pages get no chance to prepare."""
    server.stop(signal.SIGKILL)
    ports = ("--http-port", server.base.rpartition(":")[2], "--smtp-port", str(server.smtp[1]))
    server._options = ports
    time.sleep(1)


def test_ada_rejects_the_server_dies_and_bob_accepts_and_completes_without_a_reload(
    browser: Browser, server: Server
) -> None:
    ada = Visitor(browser, server)
    ada.page.get_by_role("button", name="Fill in Ada").click()
    ada.page.get_by_role("button", name="Sign in", exact=True).click()
    ada.connected()
    ada.is_ready()
    send(server)
    card = ada.invitation()
    expect(card).to_contain_text(SUBJECT)
    expect(card).to_contain_text("Jonas Weber")
    expect(ada.page).to_have_title(re.compile(r"^\(1\)"))
    bob = Visitor(browser, server).signs_in("bob", "desk-2").is_ready()
    for visitor in (ada, bob):
        visitor.page.evaluate("window.neverReloaded = true")

    card.get_by_role("button", name="Reject").click()
    expect(ada.page.get_by_label("News")).to_contain_text("It goes to a colleague")
    offered = bob.invitation()
    expect(offered).to_contain_text("Refused once before")

    killed_and_started(server)
    for visitor in (ada, bob):
        visitor.page.get_by_role("status").filter(has_text="Reconnecting").wait_for()
    expect(offered.get_by_role("button", name="Accept")).to_be_disabled()
    server.start()
    for visitor in (ada, bob):
        visitor.connected()
        expect(visitor.page.get_by_label("News")).to_contain_text("Connected again")

    offered.get_by_role("button", name="Accept").click()
    reading = bob.reading()
    expect(reading.get_by_role("heading", name=SUBJECT)).to_be_visible()
    assert "you charged invoice 20417 twice" in bob.mail_text()
    reading.get_by_role("button", name="Complete").click()
    dialog = bob.page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Result").click()
    bob.page.get_by_role("option", name="Refunded").click()
    dialog.get_by_label("Comment").fill("Second charge sent back.")
    dialog.get_by_role("button", name="Complete").click()
    bob.page.get_by_role("heading", name="You are ready").wait_for()

    email_id = bob_email_id(bob)
    status, told = server.call("sam", f"/api/v2/emails/{email_id}")
    assert (status, told["email"]["state"], told["email"]["userData"]["DISP_KEY"]) == (200, "Completed", "refunded")
    for visitor in (ada, bob):
        assert visitor.page.evaluate("window.neverReloaded") is True
        assert (visitor.violations, visitor.errors) == ([], [])
        visitor.close()


def bob_email_id(bob: Visitor) -> str:
    """The email that was open stands in the history of addresses."""
    bob.page.go_back()
    found = re.search(r"/emails/([0-9A-Za-z]{16})$", bob.page.url)
    assert found is not None, bob.page.url
    return found[1]
