"""A server process under load, on a core of its own: what it said when ready, its CPU, its memory, its end."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_SCHEDULED = 2  # Linux's clock of the time a process ran


class Process:
    """Started at once; returns when it has printed its first line. `core` None leaves it where the system puts it."""

    def __init__(self, command: list[str], core: int | None, pass_fds: tuple[int, ...] = ()) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=pass_fds
        )
        if core is not None:
            os.sched_setaffinity(self.process.pid, {core})
        self.said = self.line()
        if core is not None:  # threads that were started meanwhile
            for thread in Path(f"/proc/{self.process.pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {core})

    def line(self) -> str:
        """The next line it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, line: str) -> None:
        """A line to its standard input."""
        assert self.process.stdin is not None
        os.write(self.process.stdin.fileno(), line.encode() + b"\n")

    def cpu_seconds(self) -> float:
        """User and system time of all its threads, to the nanosecond (clock_getcpuclockid(3) of its id)."""
        return time.clock_gettime(~self.process.pid << 3 | _SCHEDULED)

    def resident_bytes(self) -> int:
        """Memory of the process that is in use and not swapped."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE_BYTES

    def stop(self) -> None:
        """Gone when this returns."""
        self.process.kill()
        self.process.wait()
