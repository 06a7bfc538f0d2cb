"""A line between two mail servers: it passes everything on, and at a chosen moment of a hand-over it is cut."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from enum import Enum

PIECE_BYTES = 16 * 1024
END = b"\r\n.\r\n"


class Moment(Enum):
    IN_THE_MESSAGE = "while the message is being sent"
    AFTER_THE_DOT = "when the message was sent"
    BEFORE_THE_ANSWER = "when the answer was given, which does not get through"


class Line:
    """Listens at `port` and connects to `to_port` for everybody who comes."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._moment: Moment | None = None
        self._strike: Callable[[], None] = lambda: None
        self.was_cut = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, moment: Moment, strike: Callable[[], None]) -> None:
        """Once, with `strike` just before; who connects afterwards is passed on as before."""
        self._moment, self._strike = moment, strike
        self.was_cut.clear()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                Call(self, near, self._to_port).begin()

    def is_due(self, moment: Moment) -> bool:
        """Asked by each call; strikes when it is."""
        if self._moment is not moment:
            return False
        self._moment = None
        self._strike()
        self.was_cut.set()
        return True


class Call:
    """One connection through the line; `near` hands mail over."""

    def __init__(self, line: Line, near: socket.socket, to_port: int) -> None:
        self._line = line
        self._near = near
        self._to_port = to_port
        self._sent = b""

    def begin(self) -> None:
        """Both directions, each in a thread."""
        try:
            self._far = socket.create_connection(("127.0.0.1", self._to_port))
        except OSError:
            self._near.close()
            return
        for direction in (self._there, self._back):
            threading.Thread(target=self._until_cut, args=(direction,), daemon=True).start()

    def _there(self) -> None:
        while piece := self._near.recv(PIECE_BYTES):
            self._sent += piece
            self._far.sendall(piece)
            moment = Moment.AFTER_THE_DOT if END in self._sent else Moment.IN_THE_MESSAGE
            if len(self._sent) > 2 * PIECE_BYTES and self._line.is_due(moment):
                return

    def _back(self) -> None:
        while piece := self._far.recv(PIECE_BYTES):
            if END in self._sent and self._line.is_due(Moment.BEFORE_THE_ANSWER):
                return
            self._near.sendall(piece)

    def _until_cut(self, direction: Callable[[], None]) -> None:
        with contextlib.suppress(OSError):
            direction()
        for end in (self._near, self._far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # wakes the other direction
            end.close()
