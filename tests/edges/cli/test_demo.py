"""The demo, as `./dev run` starts it: people with passwords, mail over SMTP, and an agent at work in a terminal."""

from __future__ import annotations

import base64
import json
import os
import pty
import queue
import select
import signal
import stat
import subprocess
import termios
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from proffer.demo.mails import mails
from tests.edges.cli.program import COMMAND, environment, proffer, running

MAILBOX = "support@demo.test"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[dict[str, Any]]:
    """One that runs for all tests of this file."""
    with running("demo", "--data", "data", cwd=folder) as info:
        yield info


def get(info: dict[str, Any], path: str, user: str = "sam") -> Any:
    authorization = base64.b64encode(f"{user}:{info['users'][user]['password']}".encode()).decode()
    request = urllib.request.Request(info["base"] + path, headers={"Authorization": f"Basic {authorization}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


class Terminal:
    """`proffer agent` with its input and output in the hands of a test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def types(self, key: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{key}\n")
        self.process.stdin.flush()

    def reads(self, words: str, within_seconds: float = 30.0) -> str:
        """The next line with these words in it."""
        deadline, seen = time.monotonic() + within_seconds, []
        while time.monotonic() < deadline:
            try:
                line = self._lines.get(timeout=0.1)
            except queue.Empty:
                continue
            seen.append(line)
            if words in line:
                return line
        raise AssertionError(f"not seen: {words!r}, but {seen}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))


@contextmanager
def agent(info: dict[str, Any], name: str, *options: str) -> Iterator[Terminal]:
    command = [*COMMAND, "agent", name, "--url", info["base"], *options]
    variables = environment(PROFFER_PASSWORD=info["users"][name]["password"])
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=variables, text=True, bufsize=1, **pipes) as process:
        try:
            yield Terminal(process)
        finally:
            process.kill()


def test_the_info_file_says_where_everything_is(demo: dict[str, Any]) -> None:
    assert set(demo) == {"base", "smtp", "users", "mailboxes", "pid"}
    assert set(demo["users"]) == {"ada", "bob", "cyn", "sam", "admin"}
    assert demo["mailboxes"] == [MAILBOX]
    os.kill(demo["pid"], 0)


def test_the_page_has_addresses_passwords_and_lines_to_try(demo: dict[str, Any], folder: Path) -> None:
    page = (folder / "server.log").read_text()
    for words in (demo["base"], demo["smtp"], '{"operationName":"Reject"}', "--mail-rcpt support@demo.test"):
        assert words in page
    for name, user in demo["users"].items():
        assert f"  {name:<8} {user['password']}" in page


def test_passwords_are_kept_where_only_this_user_reads_them(demo: dict[str, Any], folder: Path) -> None:
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "data" / "demo.json").stat().st_mode) == 0o600


def test_everybody_can_log_in_and_nobody_is_logged_in(demo: dict[str, Any]) -> None:
    for name in demo["users"]:
        assert get(demo, "/api/v2/me", name)["user"]["userName"] == name
    assert get(demo, "/api/v2/me/channels?fields=*", "ada")["channels"] == []


def test_the_command_line_asks_the_running_server(demo: dict[str, Any], folder: Path) -> None:
    told = json.loads(proffer("status", "--json", "--data", "data", cwd=folder).stdout)
    assert told["emails"]["received"] >= len(mails(MAILBOX))
    (folder / "m.eml").write_bytes(
        b"From: Kim <kim@example.org>\r\nTo: support@demo.test\r\nSubject: From a file\r\n\r\nHello\r\n"
    )
    injected = json.loads(proffer("mail", "inject", "m.eml", "--json", "--data", "data", cwd=folder).stdout)
    email_id = injected[0]["reply"].split()[-1]
    assert "From a file" in proffer("why", email_id, "--data", "data", cwd=folder).stdout


@pytest.mark.parametrize("transport", [(), ("--websocket",)])
def test_an_agent_rejects_accepts_and_completes_by_key(demo: dict[str, Any], transport: tuple[str, ...]) -> None:
    with agent(demo, "ada", *transport) as ada:
        ada.reads("you are Ready")
        first = ada.reads("invited").split()[1]
        assert 0 < float(ada.reads(f"{first} is offered for").split()[-2]) <= 30
        ada.types("r")
        ada.reads(f"refused {first}")
        second = ada.reads("invited").split()[1]
        assert second != first
        ada.types("a")
        ada.reads(f"processing {second}")
        ada.types("l")
        ada.reads(f"ada has {second} Processing")
        ada.types("n")
        ada.reads("you are Not Ready")
        ada.types("c")
        ada.reads(f"completed {second}")
        ada.types("c")
        ada.reads("there is nothing to complete")
        ada.types("q")
        ada.reads("logged out")
        assert ada.process.wait(20) == 0


def test_on_a_terminal_single_keys_work_and_the_terminal_is_left_as_it_was(demo: dict[str, Any]) -> None:
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    command = [*COMMAND, "agent", "bob", "--url", demo["base"]]
    variables = environment(PROFFER_PASSWORD=demo["users"]["bob"]["password"])
    with subprocess.Popen(command, env=variables, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        seen = ""

        def until(words: str) -> None:
            nonlocal seen
            deadline = time.monotonic() + 30
            while words not in seen:
                assert time.monotonic() < deadline, seen
                if select.select([ours], [], [], 0.1)[0]:
                    seen += os.read(ours, 65_536).decode(errors="replace")

        until(" s: a accept, r reject")  # the countdown
        assert not termios.tcgetattr(theirs)[3] & termios.ECHO
        os.write(ours, b"r")
        until("refused 0")
        os.write(ours, b"q")
        until("logged out")
        assert process.wait(20) == 0
    assert termios.tcgetattr(theirs) == before


def test_an_agent_lives_through_a_restart_of_the_server(tmp_path: Path) -> None:
    with running("demo", "--data", "data", "--no-demo-mail", cwd=tmp_path) as first, agent(first, "ada") as ada:
        ada.reads("you are Ready")
        port = int(first["base"].rpartition(":")[2])
        os.kill(first["pid"], signal.SIGTERM)
        wait_until_gone(tmp_path / "data" / "control.json")
        with running("demo", "--data", "data", "--no-demo-mail", cwd=tmp_path, http_port=port):
            ada.reads("connection restored")
            ada.types("y")
            ada.types("q")
            ada.reads("logged out")


def wait_until_gone(path: Path) -> None:
    """And a little longer: the database is closed after it."""
    deadline = time.monotonic() + 30
    while path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(1.0)


def test_a_wrong_password_is_told(demo: dict[str, Any], folder: Path) -> None:
    done = proffer("agent", "ada", "--url", demo["base"], cwd=folder, PROFFER_PASSWORD="wrong")
    assert (done.returncode, "Access denied" in done.stderr) == (1, True)


def test_a_second_demo_on_the_same_data_is_refused(demo: dict[str, Any], folder: Path) -> None:
    done = proffer("demo", "--data", "data", "--http-port", 0, "--smtp-port", 0, cwd=folder)
    assert (done.returncode, f"open in process {demo['pid']}" in done.stderr) == (3, True)


def test_starting_again_keeps_passwords_sends_no_mail_and_brings_the_agent_back(tmp_path: Path) -> None:
    with running("demo", "--data", "data", cwd=tmp_path) as first:
        received = get_received(tmp_path)
    started = time.monotonic()
    with running("demo", "--data", "data", cwd=tmp_path) as second:
        assert time.monotonic() - started < 5
        assert second["users"] == first["users"]
        assert get_received(tmp_path) == received == len(mails(MAILBOX))


def test_without_demo_mail_there_are_people_and_queues_but_no_email(tmp_path: Path) -> None:
    with running("demo", "--data", "data", "--no-demo-mail", cwd=tmp_path) as info:
        assert get_received(tmp_path) == 0
        assert [queue["name"] for queue in get(info, "/api/v2/queues?fields=*")["queues"]] == ["support", "support-out"]


def get_received(folder: Path) -> int:
    return int(json.loads(proffer("status", "--json", "--data", "data", cwd=folder).stdout)["emails"]["received"])


def test_the_demos_mails_have_the_shapes_that_mail_has() -> None:
    found = [message_from_bytes(message.as_bytes(), policy=default) for _, message in mails(MAILBOX)]
    assert len({message["Message-ID"] for message in found}) == len(found) == 6
    charsets = {part.get_content_charset() for message in found for part in message.walk() if not part.is_multipart()}
    assert {"utf-8", "iso-8859-1", "iso-2022-jp"} <= charsets
    names = [part.get_filename() for message in found for part in message.walk() if part.get_filename()]
    assert names == ["delivery note.pdf", "Bestellung für Büro.csv"]
    assert any(len(message.as_bytes()) > 10_000 for message in found)
    assert "佐藤 花子" in [message["From"].addresses[0].display_name for message in found]
