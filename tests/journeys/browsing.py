"""Chromium with the page open: one visitor per agent, who notes every complaint of the browser."""

from __future__ import annotations

import contextlib
import shutil
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright

from proffer.demo.preparation import CENTER_FILE
from tests.journeys.running import ROOT, Server

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WAIT_MS = 15_000
SUBJECT = "Invoice 20417 charged twice – help"
TEXT = "<p>Hello,<br>you charged invoice 20417 twice.</p>"
OPTIONS = """
[options]
delivering-timeout = {timeout}
email-capacity = 3

[agent-states]
Lunch = {{ display-name = "Lunch break" }}
"""
POLICY_WORDS = ("Content Security Policy", "securitypolicyviolation")


def why_not() -> str | None:
    """Why the page cannot be tried here; None when it can."""
    if shutil.which("chromium") is None:
        return "Debian's chromium is not installed (./dev test does it)"
    if not (files("proffer.workspace") / "dist" / "index.html").is_file():
        return "the page is not built (./dev page does it)"
    return None


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """A browser profile of its own with the page open."""

    def __init__(self, browser: Browser, server: Server, **options: Any) -> None:
        self.server = server
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        self.context.set_default_timeout(WAIT_MS)
        self.context.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " e => console.error('securitypolicyviolation', e.violatedDirective, e.blockedURI, e.sourceFile))"
        )
        self.page: Page = self.context.new_page()
        self.violations: list[str] = []
        self.errors: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.errors.append(dialog.message), dialog.dismiss()))
        self.page.goto(server.base + "/")

    def signs_in(self, name: str, place: str = "") -> Visitor:
        """Types name and password; ends when at work."""
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(self.server.passwords[name])
        self.page.get_by_label("Place").fill(place)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.connected()
        return self

    def is_ready(self) -> Visitor:
        """Says so, and is told that it is so."""
        self.page.get_by_role("button", name="Ready", exact=True).click()
        self.page.get_by_role("heading", name="You are ready").wait_for()
        return self

    def connected(self) -> None:
        """The push channel stands."""
        self.page.get_by_role("status").filter(has_text="Connected").wait_for()

    def invitation(self) -> Locator:
        """The card of what is offered, once it is there with its seconds."""
        card = self.page.get_by_role("region", name="Offered to you").get_by_role("article")
        card.get_by_role("timer", name="left").wait_for()
        return card

    def reading(self) -> Locator:
        """The open email."""
        return self.page.get_by_role("article", name="Email", exact=True)

    def mail_text(self) -> str:
        """What is in the frame of the open email."""
        return self.page.frame_locator("iframe").locator("body").inner_text()

    def serious_barriers(self) -> list[str]:
        """What axe-core finds on the page as it is: the serious and critical ones."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]

    def close(self) -> None:
        self.context.close()

    def _said(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in POLICY_WORDS):
            self.violations.append(message.text)


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
