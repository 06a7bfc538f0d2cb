"""Writes that are gathered for one turn of the loop: their order, their end, and clients that do not take them."""

from __future__ import annotations

import asyncio

from proffer.http_front.outgoing import GATHERED_BYTES_MAX, Outgoing, Turn
from proffer.http_front.patience import Patience


class Wire(asyncio.Transport):
    """A transport that remembers."""

    def __init__(self, everything: list[object]) -> None:
        super().__init__()
        self.everything = everything
        self.left_bytes = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.everything.append(bytes(data))

    def close(self) -> None:
        self.everything.append("closed")

    def abort(self) -> None:
        self.everything.append("aborted")

    def get_write_buffer_size(self) -> int:
        return self.left_bytes


def two() -> tuple[Outgoing, Outgoing, Wire, list[object], Patience]:
    """Two connections of one server, the first one's transport, what happened on both, and their patience."""
    everything: list[object] = []
    turn, patience, loop, wire = Turn(), Patience(), asyncio.get_running_loop(), Wire(everything)
    ada, bob = (Outgoing(one, turn, patience, 60, loop) for one in (wire, Wire(everything)))
    return ada, bob, wire, everything, patience


async def test_what_is_written_in_one_turn_leaves_at_its_end_in_one_piece_for_each() -> None:
    ada, bob, _, written, _ = two()
    ada.write(b"a1")
    bob.write(b"b1")
    ada.write(b"a2")
    assert written == []
    await asyncio.sleep(0)
    assert written == [b"a1a2", b"b1"]
    ada.write(b"a3")
    await asyncio.sleep(0)
    assert written == [b"a1a2", b"b1", b"a3"]


async def test_much_does_not_wait_and_nothing_is_written_twice() -> None:
    ada, _, _, written, _ = two()
    ada.write(b"head")
    ada.write(b"x" * GATHERED_BYTES_MAX)
    assert written == [b"head" + b"x" * GATHERED_BYTES_MAX]
    ada.write(b"tail")
    await asyncio.sleep(0)
    assert written[1:] == [b"tail"]


async def test_closing_writes_first() -> None:
    ada, _, _, written, _ = two()
    ada.write(b"last")
    ada.close()
    await asyncio.sleep(0)
    assert written == [b"last", "closed"]


async def test_a_connection_lost_before_the_end_of_the_turn_is_not_written_to() -> None:
    ada, bob, _, written, _ = two()
    ada.write(b"a")
    bob.write(b"b")
    ada.end()
    await asyncio.sleep(0)
    assert written == [b"b"]


async def test_who_writes_to_a_full_connection_waits_until_it_drains_or_is_lost() -> None:
    for ends in (Outgoing.drain, Outgoing.end):
        ada, *_ = two()
        ada.fill()
        waiting = asyncio.create_task(ada.drained())
        await asyncio.sleep(0)
        assert not waiting.done()
        ends(ada)
        await waiting


async def test_a_closed_connection_whose_client_takes_nothing_is_aborted_and_a_slow_one_is_not() -> None:
    ada, _, wire, written, patience = two()
    wire.left_bytes = 1_000
    ada.close()
    for left_bytes in (900, 800):
        wire.left_bytes = left_bytes
        patience.tick += 61
        ada.look(patience.tick)
    assert written == ["closed"]
    patience.tick += 61
    ada.look(patience.tick)
    assert written == ["closed", "aborted"]
