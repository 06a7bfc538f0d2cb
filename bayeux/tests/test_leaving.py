"""The watch for a client that leaves, which is called away when its answer may go out."""

from __future__ import annotations

import asyncio

from bayeux_sockets import run

from bayeux.asgi.leaving import CLOSING_TURNS, LastTurns, Watch


def test_a_client_is_watched_for_some_turns_after_its_answer_is_ready() -> None:
    async def test() -> None:
        gone = asyncio.Event()
        watch, seen = watching(gone)
        await asyncio.sleep(0)
        (await watch).end()
        for _ in range(CLOSING_TURNS - 2):
            await asyncio.sleep(0)
        gone.set()
        assert await seen is True

    run(test)


def test_a_watch_that_is_called_away_saw_nobody_leave() -> None:
    async def test() -> None:
        watch, seen = watching(asyncio.Event())
        (await watch).end()
        assert await seen is False
        assert seen.cancelling() == 0, "as if nothing had been cancelled"

    run(test)


def test_calling_away_a_watch_that_is_over_does_nothing() -> None:
    async def test() -> None:
        gone = asyncio.Event()
        watch, seen = watching(gone)
        over = await watch
        gone.set()
        assert await seen is True
        over.call_away()
        assert seen.cancelling() == 0

    run(test)


def test_a_request_that_is_cancelled_as_it_is_called_away_ends_cancelled() -> None:
    async def test() -> None:
        watch, seen = watching(asyncio.Event())
        (await watch).call_away()
        seen.cancel()
        await asyncio.gather(seen, return_exceptions=True)
        assert seen.cancelled()

    run(test)


def watching(gone: asyncio.Event) -> tuple[asyncio.Future[Watch], asyncio.Task[bool]]:
    """A request under way: its watch, once it has begun, and whether it sees the client leave."""
    begun: asyncio.Future[Watch] = asyncio.get_running_loop().create_future()

    async def request() -> bool:
        watch = Watch(LastTurns(), asyncio.get_running_loop())
        begun.set_result(watch)
        return await watch.sees(gone.wait)

    return begun, asyncio.create_task(request())
