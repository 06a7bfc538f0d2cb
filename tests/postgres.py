"""A private PostgreSQL for tests and benchmarks: its own folder, a free port, killed and started again at will."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

__all__ = ["Cluster", "shared", "why_not"]

DEBIAN = Path("/usr/lib/postgresql")
USER = "proffer"
START_SECONDS_MAX = 60.0
NOT_DURABLE = ("fsync=off", "full_page_writes=off")  # survives kill -9 of every process, not of the machine
GUARDED = '"$@" & read -r word; kill -QUIT $! 2>/dev/null; wait'  # ends the server when this program is no more


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: Debian keeps them off the PATH; the newest version."""
    versions = DEBIAN.glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    found = str(newest) if newest else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def why_not() -> str | None:
    """Why no PostgreSQL can be started here; None when it can."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and _server_user() is None:
        return "PostgreSQL does not run as root, and there is no user postgres"
    return None


class Cluster:
    """One server with a folder of its own. `start` it; databases stay over `stop`, `kill` and the next `start`.

    `durable`: as in service, for benchmarks; otherwise nothing is synced, which is enough for killed processes.
    """

    def __init__(self, *, durable: bool = False, settings: tuple[str, ...] = ()) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="proffer-pg-"))
        self._user = _server_user() if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self.port = _free_port()
        self._settings = (*(() if durable else NOT_DURABLE), *settings)
        self._guard: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        initdb = ["initdb", "-D", "data", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync"]
        self._run(*initdb)

    def start(self) -> Cluster:
        """Returns when it takes connections."""
        options = {
            "unix_socket_directories": str(self.folder),
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "max_connections": "60",
            "logging_collector": "off",
        }
        pairs = [f"{name}={value}" for name, value in options.items()] + list(self._settings)
        command = [str(_program("postgres")), "-D", "data", *(word for pair in pairs for word in ("-c", pair))]
        until = time.monotonic() + START_SECONDS_MAX
        while not self._started(command, until):
            assert time.monotonic() < until, self.log()
        return self

    def stop(self) -> None:
        """A fast shutdown: every connection is ended, everything is written."""
        self._signal(signal.SIGINT)

    def stop_immediately(self) -> None:
        """As when the machine's service manager loses patience: the next start recovers."""
        self._signal(signal.SIGQUIT)

    def kill(self) -> None:
        """kill -9 of every process, all at once."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        os.kill(self.pid, signal.SIGKILL)
        for child in children:
            _kill(int(child))
        self._end()

    def remove(self) -> None:
        """Ends it and removes its folder."""
        if self._guard is not None:
            self.stop_immediately()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Of the process that starts all the others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def url(self, database: str = "postgres", *, tcp: bool = False) -> str:
        """By the socket in its folder, or over TCP as from another machine."""
        if tcp:
            return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"
        return f"postgresql://{USER}@/{database}?host={self.folder}&port={self.port}"

    def new_database(self, template: str = "template1") -> str:
        """The name of a fresh one."""
        name = f"proffer_{next(self._numbers)}"
        self.sql(f"create database {name} template {template}")
        return name

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql prints, bare. Raises AssertionError with what it complains about."""
        return self._run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url(database))

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def _started(self, command: list[str], until: float) -> bool:
        """Whether it takes connections; one that was killed may leave its lock for a moment, then it ends by itself."""
        with (self.folder / "log").open("ab") as log:
            self._guard = subprocess.Popen(
                ["sh", "-c", GUARDED, "postgres", *command], stdin=subprocess.PIPE, stdout=log, stderr=log, **self._as()
            )
        ready = [str(_program("pg_isready")), "-q", "-h", str(self.folder), "-p", str(self.port)]
        tries = 0
        while subprocess.run(ready).returncode:
            time.sleep(0.02)
            tries += 1
            if tries % 25 == 0 and not self._is_there():
                self._end()
                return False
            assert time.monotonic() < until, self.log()
        return True

    def _is_there(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except (OSError, ValueError, IndexError):
            return False
        return True

    def _signal(self, number: int) -> None:
        os.kill(self.pid, number)
        until = time.monotonic() + START_SECONDS_MAX
        while (self.folder / "data" / "postmaster.pid").exists():
            assert time.monotonic() < until, self.log()
            time.sleep(0.01)
        self._end()

    def _end(self) -> None:
        assert self._guard is not None
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait(timeout=30)
        self._guard = None

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(_program(program)), *arguments], capture_output=True, text=True, timeout=120, **self._as()
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _as(self) -> dict[str, object]:
        """Who runs it, and where."""
        if self._user is None:
            return {"cwd": self.folder}
        return {"cwd": self.folder, "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


@functools.cache
def shared() -> Cluster:
    """One for all tests of this process, ended with it."""
    cluster = Cluster().start()
    atexit.register(cluster.remove)
    return cluster


def _program(name: str) -> Path:
    folder = programs()
    assert folder is not None
    return folder / name


def _server_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
