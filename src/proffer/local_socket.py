"""A local socket is bound so that nobody can connect before its mode is set; one that nobody answers on is replaced."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import stat
from pathlib import Path

__all__ = ["LocalSocket", "SocketTaken"]


class SocketTaken(OSError):  # noqa: N818 - what is the case
    """Somebody listens at this path already."""


class LocalSocket:
    """`listening` is bound, not listening yet; `remove` takes its name away again. Not blocking."""

    def __init__(self, path: Path, *, mode: int = 0o600, group: str = "") -> None:
        """`group`: by name; "": this process's own. Raises SocketTaken, OSError."""
        self.path = path
        _make_room(path)
        self.listening = socket.socket(socket.AF_UNIX)
        try:
            self.listening.bind(str(path))
        except OSError as error:
            self.listening.close()
            raise OSError(error.errno, error.strerror or str(error), str(path)) from None
        self._inode = path.stat().st_ino
        try:
            _hand_over(path, group)
            path.chmod(mode)
        except OSError:
            self.listening.close()
            self.remove()
            raise
        self.listening.setblocking(False)

    def remove(self) -> None:
        """The name goes, unless another server has taken it meanwhile."""
        try:
            if self.path.stat().st_ino == self._inode:
                self.path.unlink()
        except FileNotFoundError:
            pass


def _make_room(path: Path) -> None:
    """A server that was killed leaves its socket behind. What is no socket is somebody's file and stays."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise FileExistsError(errno.EEXIST, "there is something that is not a socket", str(path))
    with socket.socket(socket.AF_UNIX) as other:
        other.setblocking(False)
        try:
            other.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        except BlockingIOError:  # so many wait to be let in that nobody more fits
            raise SocketTaken(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), str(path)) from None
        else:
            raise SocketTaken(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), str(path))


def _hand_over(path: Path, group: str) -> None:
    if not group:
        return
    try:
        shutil.chown(path, group=group)
    except LookupError:
        raise OSError(errno.EINVAL, f'there is no group "{group}" on this machine', str(path)) from None
