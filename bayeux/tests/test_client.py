"""The client of this package against the server of this package, over both transports."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from bayeux_sockets import Site, run, site

from bayeux import Policy
from bayeux.client import Client, Refused, TransportFailed
from bayeux.client.http import parse

BOTH = pytest.mark.parametrize("transport", ["long-polling", "websocket"])
ADA = [("X-Principal", "ada")]


@BOTH
@pytest.mark.parametrize("ack", [False, True])
def test_it_subscribes_publishes_and_receives_in_order(transport: str, ack: bool) -> None:
    async def test() -> None:
        async with (
            site(timeout_ms=300) as here,
            Client(here.url, transport=transport, ack=ack) as ada,
            Client(here.url, transport=transport) as bob,
        ):
            await ada.subscribe("/a/*", "/**")
            for number in range(20):
                await bob.publish("/a/b", {"n": number})
            assert [(await ada.message(2))["data"]["n"] for _ in range(20)] == list(range(20))
            await asyncio.sleep(0.7)  # two polls that brought nothing
            await ada.unsubscribe("/**")
            await bob.publish("/c", 1)
            await bob.publish("/a/\u007e", "\u00e9")
            assert (await ada.message(2))["data"] == "\u00e9"

    run(test)


@BOTH
def test_it_shakes_hands_and_subscribes_again_when_the_server_has_forgotten_it(transport: str) -> None:
    async def test() -> None:
        again = asyncio.Event()
        async with (
            site() as here,
            Client(here.url, transport=transport, headers=ADA, on_rehandshake=again.set, back_off_s=0.05) as ada,
        ):
            await ada.subscribe("/a")
            before = ada.client_id
            await asyncio.sleep(0.05)
            forget(here)
            async with asyncio.timeout(3):
                await again.wait()
            assert ada.client_id != before
            here.server.deliver("ada", "/a", b"1")
            assert (await ada.message(2))["data"] == 1

    run(test)


@BOTH
def test_it_subscribes_again_even_if_the_first_try_is_lost(transport: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        again = asyncio.Event()
        async with (
            site() as here,
            Client(here.url, transport=transport, headers=ADA, on_rehandshake=again.set, back_off_s=0.05) as ada,
        ):
            await ada.subscribe("/a")
            await asyncio.sleep(0.05)
            request, lost = ada._transport.request, []

            async def losing(messages: list[Any], timeout_s: float) -> list[Any]:
                if messages[0]["channel"] == "/meta/subscribe" and not lost:
                    lost.append(messages)
                    raise TransportFailed("lost on the way")
                return await request(messages, timeout_s)

            monkeypatch.setattr(ada._transport, "request", losing)
            forget(here)
            async with asyncio.timeout(3):
                await again.wait()
            assert lost
            here.server.deliver("ada", "/a", b"1")
            assert (await ada.message(2))["data"] == 1

    run(test)


def forget(here: Site) -> None:
    from bayeux import Leaving

    for session in here.server.roster:
        here.server.life.drop(session, Leaving.EXPIRED)


@BOTH
def test_it_ends_when_the_server_sends_it_away(transport: str) -> None:
    async def test() -> None:
        async with site() as here, Client(here.url, transport=transport, headers=ADA) as ada:
            await ada.subscribe("/a")
            await asyncio.sleep(0.05)
            here.server.deliver("ada", "/a", b"1")
            here.server.end("ada")
            async with asyncio.timeout(2):
                await ada.ended.wait()
            assert (await ada.message(1))["data"] == 1
            with pytest.raises(EOFError):
                await ada.message(1)

    run(test)


@BOTH
def test_messages_may_go_to_a_callback_and_batches_have_one_reply_each(transport: str) -> None:
    async def test() -> None:
        got: list[Any] = []
        async with site() as here, Client(here.url, transport=transport, on_message=got.append) as ada:
            await ada.subscribe("/a")
            batch = [{"channel": "/a", "data": number} for number in range(3)]
            assert [reply["successful"] for reply in await ada.request(*batch)] == [True] * 3
            await asyncio.sleep(0.1)
            assert [message["data"] for message in got] == [0, 1, 2]

    run(test)


@BOTH
def test_a_refusal_is_an_exception_with_the_reply(transport: str) -> None:
    async def test() -> None:
        async with site(Policy()) as here, Client(here.url, transport=transport) as ada:
            with pytest.raises(Refused, match="403::publish_denied") as refused:
                await ada.publish("/a", 1)
            assert refused.value.reply["channel"] == "/a"

    run(test)


@BOTH
def test_without_a_server_opening_fails(transport: str) -> None:
    async def test() -> None:
        client = Client("http://127.0.0.1:9/bayeux", transport=transport, request_timeout_s=1)
        with pytest.raises(TransportFailed):
            await client.open()
        await client.close()

    run(test)


@pytest.mark.slow
@BOTH
def test_it_goes_on_after_the_server_was_away_for_a_moment(transport: str) -> None:
    async def test() -> None:
        got = asyncio.Event()
        async with site() as first:
            url, port = first.url, first.port
            client = Client(url, transport=transport, headers=ADA, on_rehandshake=got.set, back_off_s=0.05)
            await client.open()
            await client.subscribe("/a")
            await asyncio.sleep(0.05)
        async with site(port=port, restart_spread_ms=0) as second:
            async with asyncio.timeout(5):
                await got.wait()
            second.server.deliver("ada", "/a", b"1")
            assert (await client.message(2))["data"] == 1
            await client.close()

    run(test)


def test_credentials_and_cookies_go_along_with_every_request() -> None:
    async def test() -> None:
        requests: list[bytes] = []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            await reader.readuntil(b"]")
            body = b'[{"channel":"/meta/handshake","successful":true,"clientId":"c","id":"1"}]'
            writer.write(b"HTTP/1.1 200 OK\r\nSet-Cookie: S=1; Path=/\r\nTransfer-Encoding: chunked\r\n\r\n")
            writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as listener:
            port = listener.sockets[0].getsockname()[1]
            client = Client(f"http://127.0.0.1:{port}/x", auth=("ada", "pw"), headers=[("X-Key", "k")])
            await client._handshake()
            await asyncio.sleep(0.01)
            await client._handshake()
            await client.close()
        assert all(b"Authorization: Basic YWRhOnB3\r\n" in request for request in requests)
        assert all(b"X-Key: k\r\n" in request for request in requests)
        assert b"Cookie" not in requests[0]
        assert b"Cookie: S=1\r\n" in requests[1]

    run(test)


def test_responses_are_read_only_when_they_are_complete() -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\n\r\n[]"
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n[\r\n1;x=y\r\n]\r\n0\r\n\r\n"
    for text in (whole, chunked):
        assert all(parse(bytearray(text[:end])) is None for end in range(len(text) - 2 * (text is chunked)))
        response = parse(bytearray(text))
        assert response is not None
        assert (response.status, response.body) == (200, b"[]")
    with pytest.raises(ValueError, match="SSH"):
        parse(bytearray(b"SSH-2.0 x\r\n\r\n"))
