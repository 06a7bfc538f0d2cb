"""Where the control socket of a data directory is: beside the data, or elsewhere when that path would be too long."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from proffer.record import Struct

SOCKET_NAME, ADDRESS_NAME = "control.sock", "control.json"
SOCKET_PATH_BYTES_MAX = 107  # sockaddr_un.sun_path holds 108 with the closing NUL


class Address(Struct, frozen=True):
    """What `<data>/control.json` says."""

    socket: str
    pid: int


def address_file(data: Path) -> Path:
    """Written when the socket is ready, removed when it is closed."""
    return data / ADDRESS_NAME


def socket_path(data: Path) -> Path:
    """`<data>/control.sock`; if that is too long, a name made from it in a private folder for temporary files."""
    usual = data.absolute() / SOCKET_NAME
    if len(os.fsencode(usual)) <= SOCKET_PATH_BYTES_MAX:
        return usual
    name = hashlib.sha256(os.fsencode(usual)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"proffer-{os.geteuid()}" / f"{name}.sock"


def make_private_folder(folder: Path) -> None:
    """Makes the folder for this user alone. Raises PermissionError if somebody else was there first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise PermissionError(f"{folder} is not a private folder of this user")
