"""The command line's end of the control socket."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import msgspec

from proffer.control.address import Address, address_file
from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import (
    AddUser,
    Applied,
    Apply,
    Explained,
    Export,
    Exported,
    Inject,
    Injected,
    ListedUser,
    ListUsers,
    Reply,
    Request,
    UserAdded,
    Why,
)

ANSWER_SECONDS_MAX = 120.0
ANSWERS: dict[type, Any] = {
    Apply: Applied,
    Export: Exported,
    AddUser: UserAdded,
    ListUsers: tuple[ListedUser, ...],
    Why: Explained,
    Inject: Injected,
}


class NoServer(Exception):  # noqa: N818 - what is the case
    """No server runs on this data directory."""


def ask(data: Path, request: Request) -> Any:
    """The running server's answer. Raises NoServer, AdministrationRefused, OSError."""
    with _connected(data) as connection:
        connection.settimeout(ANSWER_SECONDS_MAX)
        connection.sendall(msgspec.json.encode(request) + b"\n")
        with connection.makefile("rb") as lines:
            line = lines.readline()
    if not line:
        raise OSError("the server ended the connection without an answer")
    reply = msgspec.json.decode(line, type=Reply)
    if reply.refused:
        raise AdministrationRefused(reply.refused)
    return msgspec.convert(reply.done, ANSWERS.get(type(request), Any))


def server_process(data: Path) -> int | None:
    """The process id of the server that runs on this data directory."""
    try:
        with _connected(data):
            return _address(data).pid
    except NoServer:
        return None


def _address(data: Path) -> Address:
    try:
        return msgspec.json.decode(address_file(data).read_bytes(), type=Address)
    except (OSError, msgspec.MsgspecError):
        raise NoServer(f"no server is running on {data}") from None


def _connected(data: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(_address(data).socket)
    except (OSError, NoServer):
        connection.close()
        raise NoServer(f"no server is running on {data}") from None
    return connection
