"""One line per thing that happened, written in bundles: JSON, or `key=value` for people at a terminal."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TextIO

import msgspec

from proffer.engine.clock import Clock
from proffer.record import Committed, Event

FIELDS_LEFT_OUT = frozenset(("at", "why"))  # the decision record is in the journal
# What an agent typed may be a customer's address; the journal has it, the log does not.
TYPED = {"DispositionSet": "disposition", "MediaChannelChanged": "reason", "UserDataChanged": "keys"}
EMPTY = (None, "", ())

Line = tuple[str, int, dict[str, Any]]  # event, epoch milliseconds, fields

_encode_lines = msgspec.json.Encoder(enc_hook=repr).encode_lines


class LineLog:
    """Callable as `log(event, **fields)`. Lines of one turn of the loop are written together (design rule 13)."""

    def __init__(self, clock: Clock, *, as_json: bool, stream: TextIO | None = None) -> None:
        self._clock = clock
        self._as_json = as_json
        self._stream = stream or sys.stdout
        self._lines: list[Line] = []

    def __call__(self, event: str, /, **fields: Any) -> None:
        self._add(event, self._clock.now(), fields)

    def on_commit(self, committed: Committed) -> None:
        """A line per event of the change: ids and words, never bodies or addresses."""
        for event in committed.change.events:
            self._add(type(event).__name__, event.at, _fields(event, committed.number))

    def flush(self) -> None:
        """Writes what has gathered; a closed or full stream loses log lines, never the server."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        try:
            self._write(lines)
        except ValueError:  # one of them cannot be encoded, or the stream is closed
            for line in lines:
                self._write_escaped(*line)
        except OSError:
            pass

    def _write(self, lines: list[Line]) -> None:
        self._stream.write(_as_json(lines) if self._as_json else "".join([_as_text(*line) for line in lines]))
        self._stream.flush()

    def _write_escaped(self, event: str, at: int, fields: dict[str, Any]) -> None:
        """One by one, so that a line with half a character in it takes no other along."""
        for tried in (fields, {"escaped": ascii(fields)}):
            try:
                self._write([(event, at, tried)])
            except (OSError, ValueError):
                continue
            break

    def _add(self, event: str, at: int, fields: dict[str, Any]) -> None:
        self._lines.append((event, at, fields))
        if len(self._lines) == 1:
            try:
                asyncio.get_running_loop().call_soon(self.flush)
            except RuntimeError:  # no loop runs: before the start, after the end
                self.flush()


def _as_json(lines: list[Line]) -> str:
    """All at once: the encoder is called once for the lines of a turn."""
    return _encode_lines(
        [{"time": f"{_second(at // 1_000)}.{at % 1_000:03d}Z", "event": event, **fields} for event, at, fields in lines]
    ).decode()


def _as_text(event: str, at: int, fields: dict[str, Any]) -> str:
    rest = " ".join(f"{name}={_word(value)}" for name, value in fields.items())
    return f"{_second(at // 1_000)}.{at % 1_000:03d}Z {event} {rest}\n"


@lru_cache(maxsize=2)
def _second(epoch_seconds: int) -> str:
    return f"{datetime.fromtimestamp(epoch_seconds, UTC):%Y-%m-%dT%H:%M:%S}"


@cache
def _shown(kind: type[Event]) -> tuple[str, ...]:
    left_out = FIELDS_LEFT_OUT | {TYPED.get(kind.__name__)}
    return tuple(name for name in kind.__struct_fields__ if name not in left_out)


def _fields(event: Event, number: int) -> dict[str, Any]:
    fields: dict[str, Any] = {"commit": number}
    for name in _shown(type(event)):
        value = getattr(event, name)
        if value not in EMPTY:
            fields[name] = value
    return fields


def _word(value: Any) -> str:
    text = str(value)
    return repr(text) if not text or " " in text or '"' in text else text
