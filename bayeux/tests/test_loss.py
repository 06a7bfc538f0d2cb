"""The case every other server loses: a client closes its held poll, and a message is published right after.

Real sockets, no acknowledgements. A message is lost only if the client closes when the answer has already been
written (`CLOSING_TURNS` turns of the event loop after the message came), or vanishes without closing; that is what
acknowledgements are for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from bayeux_sockets import LOOPS, RawClient, run, site, until

REPEATED = 200
Loop = Callable[[], asyncio.AbstractEventLoop]


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("reset", [False, True])
def test_a_message_published_right_after_the_poll_was_closed_comes_with_the_next_poll(loop: Loop, reset: bool) -> None:
    async def test() -> None:
        async with site() as here:
            ada = await RawClient(here).open("/a")
            await ada.hold()
            ada.leave(reset)
            here.server.deliver("ada", "/a", b"1")
            assert await ada.fetch() == [1]

    run(test, loop)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("order", ["close first", "publish first"])
def test_close_and_publish_at_the_same_moment_never_lose_or_double_a_message(loop: Loop, order: str) -> None:
    async def test() -> None:
        async with site() as here:
            ada = await RawClient(here).open("/a")
            for number in range(REPEATED):
                await ada.hold()
                if order == "close first":
                    ada.leave(reset=number % 2 == 1)
                    for _ in range(number % 7):
                        await asyncio.sleep(0)
                    here.server.deliver("ada", "/a", b"%d" % number)
                else:
                    here.server.deliver("ada", "/a", b"%d" % number)
                    ada.leave(reset=number % 2 == 1)
                assert await ada.fetch() == [number]
                assert await ada.fetch() == []

    run(test, loop)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_client_that_stays_gets_each_message_once_whatever_the_timing(loop: Loop) -> None:
    async def test() -> None:
        async with site() as here:
            ada = await RawClient(here).open("/a")
            got: list[int] = []
            for number in range(REPEATED):
                await ada.hold()
                here.server.deliver("ada", "/a", b"%d" % number)
                got += [message["data"] for message in await ada.read() if "data" in message]
            assert got == list(range(REPEATED))

    run(test, loop)


def test_with_ack_even_an_answer_that_was_written_and_never_read_is_made_good() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await RawClient(here).open("/a", ext={"ack": True})
            for number in range(20):
                await ada.hold()
                here.server.deliver("ada", "/a", b"%d" % number)
                await asyncio.sleep(0.01)  # the answer is in the client's kernel
                ada.leave()
                answer = await ada.ask({"channel": "/meta/connect", "advice": {"timeout": 0}})
                assert [message["data"] for message in answer if "data" in message] == [number]
                ack = answer[-1]["ext"]["ack"]
                await ada.ask({"channel": "/meta/connect", "advice": {"timeout": 0}, "ext": {"ack": ack}})

    run(test)


def test_the_count_of_sessions_reaches_0_after_clients_were_killed() -> None:
    async def test() -> None:
        async with site(max_interval_ms=200, timeout_ms=300) as here:
            for number in range(30):
                ada = await RawClient(here).open("/a")
                if number % 3:
                    await ada.hold()
                    ada.leave(reset=number % 3 == 1)
                here.server.deliver("ada", "/a", b"1")
            await until(lambda: len(here.server) == 0)
            assert len(here.server.life.deadlines) == 0

    run(test)
