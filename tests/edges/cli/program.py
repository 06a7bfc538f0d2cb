"""Runs the program as people do."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from proffer.cli import main

ROOT = Path(__file__).parents[3]
START_SECONDS_MAX = 60.0
COMMAND = [sys.executable, "-m", "proffer"]


def environment(**further: str) -> dict[str, str]:
    """This process's, without settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROFFER_")}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "bayeux" / "src"), os.environ.get("PYTHONPATH", "")])
    return {**kept, "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "100", **further}


def proffer_here(*words: object, cwd: Path, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, which is ten times faster."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    typed = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd)
        patch.setattr(sys, "stdin", typed)
        patch.setattr(sys, "argv", ["proffer", *map(str, words)])
        for name in [name for name in os.environ if name.startswith("PROFFER_")]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(list(map(str, words)), code, out.getvalue(), err.getvalue())


def proffer(*words: object, cwd: Path, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=cwd,
        env=environment(**variables),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(*words: object, cwd: Path, http_port: int = 0) -> Iterator[dict[str, Any]]:
    """A server, until the end of the block; gives what it wrote to its --info file."""
    info = cwd / f"info-{time.monotonic_ns()}.json"
    with (cwd / "server.log").open("a") as log:
        command = [*COMMAND, *map(str, words), "--http-port", str(http_port), "--smtp-port", "0", "--info", str(info)]
        process = subprocess.Popen(command, cwd=cwd, env=environment(), stdout=log, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + START_SECONDS_MAX
            while not info.exists():
                assert process.poll() is None, (cwd / "server.log").read_text()
                assert time.monotonic() < deadline, "the server does not get ready"
                time.sleep(0.02)
            yield json.loads(info.read_text())
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
            assert not info.exists(), "who waits for a server finds one that has ended"
