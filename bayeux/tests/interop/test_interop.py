"""Real, unmodified clients of other projects against `python -m bayeux`, over both transports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

import pytest
from bayeux_clients import NODE, PATIENCE_S, RealClient, Wire, bare_server, real_client

pytestmark = pytest.mark.interop

CLIENTS = pytest.mark.parametrize("kind", ["cometd3", "cometd9", "faye", "aiocometd"])
WITH_ACK = pytest.mark.parametrize("kind", ["cometd3", "cometd9"])
TRANSPORTS = pytest.mark.parametrize("transport", ["long-polling", "websocket"])


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 60))


async def shaken(client: RealClient, *channels: str) -> None:
    assert (await client.act("handshake"))["successful"] is True
    for channel in channels:
        assert (await client.act("subscribe", channel=channel))["successful"] is True


@CLIENTS
@TRANSPORTS
def test_it_receives_its_own_messages_and_those_of_others(kind: str, transport: str) -> None:
    async def test() -> None:
        async with (
            bare_server() as url,
            real_client(kind, url, transport) as ada,
            real_client(kind, url, transport) as bob,
        ):
            await shaken(ada, "/chat/room", "/news/*", "/deep/**")
            await shaken(bob)
            assert (await ada.act("publish", channel="/chat/room", data={"from": "ada"}))["successful"] is True
            await ada.until("messages", 1)
            for channel in ("/chat/room", "/news/today", "/deep/a/b/c", "/news/too/deep", "/other"):
                await bob.act("publish", channel=channel, data={"at": channel})
            await ada.until("messages", 4)
            assert ada.messages[0] == ("/chat/room", {"from": "ada"})
            assert [data["at"] for _, data in ada.messages[1:]] == ["/chat/room", "/news/today", "/deep/a/b/c"]

    run(test())


@CLIENTS
@TRANSPORTS
def test_overlapping_subscriptions_bring_one_message_on_the_wire(kind: str, transport: str) -> None:
    """A client library hands a message to each of its matching callbacks; the server must send it once."""

    async def test() -> None:
        async with bare_server() as url, real_client(kind, url, transport) as ada:
            await shaken(ada, "/a/b", "/a/*", "/**")
            for number in range(3):
                await ada.act("publish", channel="/a/b", data=number)
            callbacks = 1 if kind == "aiocometd" else 3
            await ada.until("messages", 3 * callbacks)
            await asyncio.sleep(0.2)
            assert len(ada.messages) == 3 * callbacks
            assert [data for _, data in ada.messages[::callbacks]] == [0, 1, 2]

    run(test())


@CLIENTS
@TRANSPORTS
def test_a_batch_is_answered_message_by_message_and_kept_in_order(kind: str, transport: str) -> None:
    async def test() -> None:
        async with bare_server() as url, real_client(kind, url, transport) as ada:
            await shaken(ada, "/b")
            commands = [{"act": "publish", "channel": "/b", "data": {"n": number}} for number in range(10)]
            replies = await ada.batch({"act": "subscribe", "channel": "/c/*"}, *commands)
            assert [reply["successful"] for reply in replies] == [True] * 11
            await ada.until("messages", 10)
            if kind != "aiocometd":  # it sends what is given at the same time over as many connections
                assert [data["n"] for _, data in ada.messages] == list(range(10))

    run(test())


@CLIENTS
@TRANSPORTS
def test_after_unsubscribing_nothing_comes_any_more(kind: str, transport: str) -> None:
    async def test() -> None:
        async with bare_server() as url, real_client(kind, url, transport) as ada:
            await shaken(ada, "/a", "/b")
            assert (await ada.act("unsubscribe", channel="/a"))["successful"] is True
            await asyncio.sleep(0.1)
            await ada.act("publish", channel="/a", data=1)
            await ada.act("publish", channel="/b", data=2)
            await ada.until("messages", 1)
            assert ada.messages == [("/b", 2)]

    run(test())


@CLIENTS
@TRANSPORTS
def test_opening_takes_no_half_minute_because_the_first_connect_is_answered_at_once(kind: str, transport: str) -> None:
    async def test() -> None:
        async with bare_server() as url, real_client(kind, url, transport) as ada:
            start = time.monotonic()
            await shaken(ada)
            await ada.until("connects", 1)
            assert time.monotonic() - start < 3

    run(test())


@CLIENTS
@TRANSPORTS
def test_it_stays_connected_over_many_polls(kind: str, transport: str) -> None:
    async def test() -> None:
        async with (
            bare_server("--timeout-ms", "200", "--max-interval-ms", "1500") as url,
            real_client(kind, url, transport) as ada,
        ):
            await shaken(ada, "/a")
            await asyncio.sleep(3)
            await ada.act("publish", channel="/a", data="still here")
            await ada.until("messages", 1)
            assert ada.handshakes == 1
            if kind != "aiocometd":  # which does not show its connects
                assert ada.connects > 5
                assert ada.over == transport

    run(test())


@CLIENTS
@TRANSPORTS
def test_it_disconnects(kind: str, transport: str) -> None:
    async def test() -> None:
        async with bare_server() as url, real_client(kind, url, transport) as ada:
            await shaken(ada, "/a")
            assert (await ada.act("disconnect"))["successful"] is True

    run(test())


@CLIENTS
@TRANSPORTS
def test_after_the_server_dropped_its_session_it_shakes_hands_again(kind: str, transport: str) -> None:
    """The session overflows, so its next /meta/connect gets 402 and the advice to shake hands."""

    async def test() -> None:
        async with (
            bare_server("--queue-messages-max", "3", "--timeout-ms", "500", "--max-interval-ms", "2000") as url,
            real_client(kind, url, transport) as ada,
        ):
            await shaken(ada, "/a")
            await ada.until("connects", 1)
            await overflow(url)
            if kind != "aiocometd":  # which subscribes again by itself and does not show its handshakes
                await ada.until("handshakes", 2)
                await ada.act("subscribe", channel="/again")
            await ada.act("publish", channel="/a" if kind == "aiocometd" else "/again", data="back")
            await until_data(ada, "back")

    run(test())


@CLIENTS
@TRANSPORTS
def test_after_its_session_expired_while_the_network_was_down_it_shakes_hands_again(kind: str, transport: str) -> None:
    async def test() -> None:
        async with (
            bare_server("--timeout-ms", "1000", "--max-interval-ms", "1000") as url,
            Wire(url) as wire,
            real_client(kind, wire.url, transport) as ada,
        ):
            await shaken(ada, "/a")
            await ada.until("connects", 1)
            await wire.cut(3)
            if kind != "aiocometd":
                await ada.until("handshakes", 2)
            await publish_until_it_arrives(ada)

    run(test())


async def overflow(url: str) -> None:
    """Publish more in one request than a session may hold."""
    from bayeux.client import Client

    async with Client(url) as publisher:
        await publisher.request(*({"channel": "/a", "data": number} for number in range(10)))
    await asyncio.sleep(1)  # for a client that does not show when it is back


async def until_data(client: RealClient, data: object) -> None:
    async with asyncio.timeout(10):
        while data not in [found for _, found in client.messages]:
            client.changed.clear()
            await client.changed.wait()


@WITH_ACK
@TRANSPORTS
def test_with_ack_an_answer_lost_on_the_wire_is_sent_again(kind: str, transport: str) -> None:
    async def test() -> None:
        async with (
            bare_server() as url,
            Wire(url) as wire,
            real_client(kind, wire.url, transport, ack=True) as ada,
            real_client(kind, url, "long-polling") as bob,
        ):
            await shaken(ada, "/a")
            await shaken(bob)
            await ada.until("connects", 1)
            for number in range(5):
                wire.loses_next = b'"n":%d' % number if number % 2 == 0 else None
                await bob.act("publish", channel="/a", data={"n": number})
                await ada.until("messages", number + 1)
            assert [data["n"] for _, data in ada.messages] == [0, 1, 2, 3, 4]
            assert wire.lost == 3
            assert ada.handshakes == 1

    run(test())


@CLIENTS
@TRANSPORTS
def test_it_finds_back_when_the_server_was_started_again(kind: str, transport: str) -> None:
    async def test() -> None:
        # aiocometd takes the interval of an advice for seconds
        options = ["--restart-spread-ms", "0"] if kind == "aiocometd" else []
        async with AsyncExitStack() as client_and_second:
            async with bare_server(*options) as url:
                ada = await client_and_second.enter_async_context(real_client(kind, url, transport))
                await shaken(ada, "/a")
                await ada.until("connects", 1)
            port = int(url.rsplit(":", 1)[1].split("/")[0])
            await client_and_second.enter_async_context(bare_server(port=port))
            if kind != "aiocometd":
                await ada.until("handshakes", 2)
            await publish_until_it_arrives(ada)

    run(test())


async def publish_until_it_arrives(ada: RealClient) -> None:
    """aiocometd and Faye subscribe again by themselves, some time after the handshake; cometd leaves it to its user."""
    async with asyncio.timeout(PATIENCE_S):
        while ("/a", "back") not in ada.messages:
            await ada.act("subscribe", channel="/a")
            await ada.act("publish", channel="/a", data="back")
            await asyncio.sleep(0.3)


def test_the_lock_file_names_no_registry() -> None:
    lock = (NODE / "package-lock.json").read_text()
    assert '"resolved"' not in lock
