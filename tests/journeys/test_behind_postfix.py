"""A real Postfix hands mail over to a real server: nothing is lost, nothing comes twice, everybody is told."""

from __future__ import annotations

import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.certificate import make_certificate
from tests.certificate import why_not as no_certificate
from tests.journeys.line import Line, Moment
from tests.journeys.postfix import SENDERS, Postfix, free_port, wait_until, why_not
from tests.journeys.running import Server

WHY_NOT = why_not() or no_certificate()
pytestmark = [pytest.mark.interop, pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))]

SENDER = f"jonas@{SENDERS}"
# By LMTP: demo.test at a port, local.test at a local socket by a client that announces no SIZE, secured.test by TLS,
# cut.test through a line that can be cut. By SMTP: relay.test, and plain.test by a client that announces no SIZE.
CENTER = """
[options]
email-capacity = 100
delivering-timeout = 3600
agent-disconnect-grace = 3600
[users.ada]
employee-id = "E1001"
groups = ["Support"]
[groups]
Support = ""
[queues.support]
targets = ["Support"]
[mailboxes."support@demo.test"]
queue = "support"
aliases = ["support@local.test", "support@cut.test", "support@secured.test", "support@relay.test", "support@plain.test"]
[mailboxes."billing@demo.test"]
queue = "support"
aliases = ["billing@local.test", "billing@cut.test", "billing@relay.test", "billing@plain.test"]
[mailboxes."small@demo.test"]
queue = "support"
aliases = ["small@local.test", "small@relay.test", "small@plain.test"]
maximum-msg-size = 4000
"""
SETTINGS = """
[lmtp]
port = {port}
socket = "{socket}"
socket-mode = "666"
[mail-tls]
certificate = "{chain}"
key = "{key}"
"""
BUSY = "[store]\nchanges-waiting-max = 0\n"  # no change is taken: every mail is told 451


class Site:
    """Postfix, the line, and a server that can be ended and started again on the same data and ports."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket_folder = tempfile.TemporaryDirectory(prefix="lmtp-")  # a short path that Postfix may pass
        Path(self._socket_folder.name).chmod(0o755)
        self._local = Path(self._socket_folder.name) / "lmtp.sock"
        self.lmtp_port, self._smtp_port = free_port(), free_port()
        self._certificate = make_certificate(folder)
        self.server = self._server().start()
        self._apply()
        self.server.log_in("ada", "desk-1")
        self.line = Line(self.lmtp_port)
        self.postfix = Postfix(
            {
                "demo.test": f"lmtp:inet:127.0.0.1:{self.lmtp_port}",
                "local.test": f"unsized:unix:{self._local}",
                "secured.test": f"secured:inet:127.0.0.1:{self.lmtp_port}",
                "relay.test": f"smtp:[127.0.0.1]:{self._smtp_port}",
                "plain.test": f"plain:[127.0.0.1]:{self._smtp_port}",
                "cut.test": f"lmtp:inet:127.0.0.1:{self.line.port}",
            }
        ).start()

    def send(self, subject: str, *recipients: str, size_bytes: int = 500) -> None:
        """One mail for all of them, by SMTP, as a customer's server sends it."""
        head = f"From: Jonas <{SENDER}>\r\nTo: support@demo.test\r\nSubject: {subject}\r\nMessage-ID: <{subject}@x>\r\n"
        lines = "x" * 76 + "\r\n"
        with smtplib.SMTP("127.0.0.1", self.postfix.port) as client:
            client.sendmail(SENDER, recipients, head + "\r\n" + lines * (size_bytes // len(lines) + 1))

    def offered(self, subject: str) -> list[str]:
        """The mailboxes of ada's emails with this subject."""
        _, listed = self.server.call("ada", "/api/v2/me/emails?fields=*")
        found: list[dict[str, Any]] = [email["userData"] for email in listed["emails"]]
        return sorted(data["Mailbox"] for data in found if data["Subject"] == subject)

    def taken(self, subject: str, count: int) -> list[str]:
        """Once so many are offered."""
        wait_until(lambda: len(self.offered(subject)) >= count, f"{subject}: {self.offered(subject)}")
        return self.offered(subject)

    def restart(self, settings: str = "") -> None:
        """With further settings; what the last process had is still there."""
        if self.server.process.poll() is None:
            self.server.stop()
        self.server = self._server(settings).start()

    def kill(self) -> None:
        """As a power cut would."""
        self.server.stop(signal.SIGKILL)

    def close(self) -> None:
        self.postfix.stop()
        self.line.close()
        if self.server.process.poll() is None:
            self.server.stop()
        self._socket_folder.cleanup()

    def _server(self, settings: str = "") -> Server:
        config = self._folder / "proffer.toml"
        chain, key = self._certificate
        config.write_text(SETTINGS.format(port=self.lmtp_port, socket=self._local, chain=chain, key=key) + settings)
        return Server(self._folder / "data", "--config", str(config), "--smtp-port", str(self._smtp_port))

    def proffer(self, *words: str) -> str:
        """A command for the running server; what it prints."""
        command = [sys.executable, "-m", "proffer", *words, "--data", str(self.server.data)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def _apply(self) -> None:
        file = self._folder / "center.toml"
        file.write_text(CENTER)
        self.proffer("apply", str(file))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.close()


AT_RCPT, AFTER_DATA = "in reply to RCPT TO command", "in reply to end of DATA command"


@pytest.mark.parametrize(
    ("domain", "too_large_is_told"),
    [("demo.test", AT_RCPT), ("local.test", AFTER_DATA), ("relay.test", AT_RCPT), ("plain.test", AFTER_DATA)],
)
def test_known_recipients_have_one_email_each_and_the_others_come_back_with_our_words(
    site: Site, domain: str, too_large_is_told: str
) -> None:
    subject = f"several-{domain}"
    before = len(site.postfix.bounces())
    site.send(subject, *(f"{name}@{domain}" for name in ("support", "small", "nobody", "billing")), size_bytes=6_000)
    # Where SMTP peers announce no size, the small mailbox is asked for in a mail of its own: put off at first.
    site.postfix.until_empty(flush=True)
    assert site.taken(subject, 2) == ["billing@demo.test", "support@demo.test"]
    assert site.offered(subject) == ["billing@demo.test", "support@demo.test"]
    told = " ".join("".join(str(bounce) for bounce in site.postfix.bounces()[before:]).split())
    too_large = f"552 5.2.3 This message is larger than this mailbox takes ({too_large_is_told})"
    for name, words in (("nobody", f"550 5.1.1 No such mailbox here ({AT_RCPT})"), ("small", too_large)):
        assert f"<{name}@{domain}>: host" in told
        assert words in told
    for name in ("support", "billing"):
        assert f"<{name}@{domain}>: host" not in told


def test_a_message_that_fits_comes_into_the_small_mailbox_too(site: Site) -> None:
    site.send("small", "small@demo.test", "support@demo.test")
    assert site.taken("small", 2) == ["small@demo.test", "support@demo.test"]


def test_the_server_says_where_lmtp_is_and_what_came_by_it(site: Site) -> None:
    site.send("counted", "support@demo.test")
    site.taken("counted", 1)
    assert site.server.call("ada", "/readyz")[1]["parts"]["lmtp"] is True
    assert f"lmtp: 127.0.0.1:{site.lmtp_port} " in site.proffer("status")
    with urllib.request.urlopen(f"{site.server.base}/metrics", timeout=10) as page:
        (line,) = re.findall(rb'proffer_mail_recipients_total{answer="2xx",protocol="lmtp"} (\S+)', page.read())
    assert float(line) >= 1


def test_a_postfix_that_insists_on_tls_hands_over_by_it(site: Site) -> None:
    site.send("secret", "support@secured.test")
    assert site.taken("secret", 1) == ["support@demo.test"]
    assert '"protocol":"LMTPS"' in (site.server.data / "server.log").read_text()


@pytest.mark.parametrize("moment", list(Moment))
def test_a_server_killed_in_the_middle_of_a_hand_over_has_each_email_once_in_the_end(
    site: Site, moment: Moment
) -> None:
    site.line.cut_at(moment, site.kill)
    site.send(moment.name, "support@cut.test", "billing@cut.test", size_bytes=200_000)
    assert site.line.was_cut.wait(20)
    assert len(site.postfix.queue()) == 1, "it waits"
    site.restart()
    site.postfix.until_empty(flush=True)
    assert site.taken(moment.name, 2) == ["billing@demo.test", "support@demo.test"]


def test_what_a_busy_server_puts_off_waits_and_comes_later(site: Site) -> None:
    site.restart(BUSY)
    site.send("later", "support@demo.test", "billing@demo.test")
    wait_until(lambda: site.postfix.log().count("451 4.3.0 Try again later") == 2, "nothing is put off")
    assert [len(mail["recipients"]) for mail in site.postfix.queue()] == [2]
    site.restart()
    site.postfix.until_empty(flush=True)
    assert site.taken("later", 2) == ["billing@demo.test", "support@demo.test"]
