"""What the server says to the operating system, by strace: was everything it wrote synced before it answered?"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

WATCHED = "trace=fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg,rename"
TEXT_BYTES = 600  # of what is written: enough to know an answer behind its head
BEGIN = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?:\d+<(?P<path>/[^>]*)>)?(?P<rest>.*)")
RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. \w+ resumed>")
NAMES = re.compile(r'"([^"]*)", "([^"]*)"')
SYNCS = ("fsync", "fdatasync")


def why_not() -> str | None:
    """Why no process can be watched here; None when one can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: apt-get install strace)"
    probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True)
    return None if probe.returncode == 0 else "this machine lets nobody watch a process"


class Watcher:
    """Watches a process and its threads from now until `end`."""

    def __init__(self, process_id: int, trace: Path) -> None:
        self._trace = trace
        command = ["strace", "-f", "-yy", "-s", str(TEXT_BYTES), "-e", WATCHED, "-o", str(trace), "-p", str(process_id)]
        self._strace = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert self._strace.stderr is not None
        said = self._strace.stderr.readline().decode()
        assert "attached" in said, said

    def end(self) -> list[str]:
        """The system calls, a line each."""
        self._strace.send_signal(signal.SIGINT)
        self._strace.wait(timeout=30)
        return self._trace.read_text(errors="replace").splitlines()


def not_synced(lines: Iterable[str], below: Path, answer: re.Pattern[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """For every answer that went out: its text, and the files and folders below a folder that were not synced then.

    A file is synced when it was after the last write to it, a folder when it was after the last rename into it.
    """
    dirty: set[str] = set()
    under_way: dict[str, str] = {}  # thread → what it is syncing
    for line in lines:
        if (resumed := RESUMED.match(line)) is not None:
            dirty.discard(under_way.pop(resumed["pid"], ""))
            continue
        begun = BEGIN.match(line)
        if begun is None:
            continue
        call, path, rest = begun["call"], begun["path"], begun["rest"]
        if call == "rename" and (names := NAMES.search(rest)) is not None:
            _renamed(dirty, names[1], names[2])
        elif call in SYNCS and rest.endswith("<unfinished ...>"):
            under_way[begun["pid"]] = path
        elif call in SYNCS:
            dirty.discard(path)
        elif path is not None and path.startswith(f"{below}/"):
            dirty.add(path)
        elif path is None and (said := answer.search(rest)) is not None:
            yield said[0], frozenset(dirty)


def _renamed(dirty: set[str], old: str, new: str) -> None:
    if old in dirty:
        dirty.remove(old)
        dirty.add(new)
    dirty.add(str(Path(new).parent))
