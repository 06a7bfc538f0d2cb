"""The benchmarks run whole, in small."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_MAX = 60

pytestmark = pytest.mark.interop


@pytest.fixture
def _peers() -> None:
    if shutil.which("node") is None:
        pytest.skip("there is no node")
    if not (ROOT / "bench/peers/node_modules/faye").is_dir():
        pytest.skip("npm packages of bench/peers are not installed (./dev test does it)")


def bench(*words: str) -> str:
    command = [sys.executable, "-m", "bench", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_MAX)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.usefixtures("_peers")
def test_every_bayeux_server_delivers_each_message_once_and_only_ours_after_a_poll_was_closed() -> None:
    told = bench("bayeux", "--clients", "5", "--turns", "1", "--seconds", "0.2", "--steady", "50")

    counted = re.findall(r"^  (\S+) .* KiB a client; lost (\d+), disordered (\d+)", told, re.MULTILINE)
    both = [("proffer-bayeux", "0", "0"), ("faye", "0", "0")]
    assert counted == [*both, ("cometd-nodejs-server", "0", "0"), *both]
    lost = re.findall(r"^  (\S+) +lost (\d+) of 5 messages", told, re.MULTILINE)
    assert lost == [("proffer-bayeux", "0"), ("faye", "5"), ("cometd-nodejs-server", "5")]


@pytest.mark.usefixtures("_peers")
def test_waiting_clients_are_counted_on_every_server() -> None:
    told = bench("idle", "--clients", "60", "--seconds", "0.5")

    found = re.findall(r"^(long-polling|websocket) +(\S+) +-?[\d.]+ +[\d.]+", told, re.MULTILINE)
    assert found == [
        ("long-polling", "proffer-bayeux"),
        ("long-polling", "faye"),
        ("long-polling", "cometd-nodejs-server"),
        ("websocket", "proffer-bayeux"),
        ("websocket", "faye"),
    ]


def test_a_reject_is_counted_beside_the_bare_app() -> None:
    told = bench("reject", "--only", "c", "--seconds", "0.5")

    assert re.search(r"^c  Reject, nobody connected( +\d[\d.]*){6}$", told, re.MULTILINE), told


@pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))
def test_a_reject_on_postgresql_is_counted_beside_the_embedded_store() -> None:
    told = bench("reject", "--database", "postgres", "--only", "c", "--seconds", "0.5")

    assert re.search(r"^c  Reject, nobody connected( +\d[\d.]*){6}$", told, re.MULTILINE), told


def test_lists_are_timed_with_few_closed_emails_beside_many() -> None:
    told = bench("lists", "--few", "50", "--many", "100", "--seconds", "0.01")

    assert re.search(r"^a queue's open emails( +\d[\d.]*){5}$", told, re.MULTILINE), told
    assert re.search(r"^history of an agent without( +\d[\d.]*){5}$", told, re.MULTILINE), told
