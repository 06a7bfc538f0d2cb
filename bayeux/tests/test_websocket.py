"""The WebSocket shell: frames, push, back-pressure, take-over, closing."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest
from bayeux_sockets import Site, run, site, until
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus


class SocketClient:
    """A client that is nothing but a WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.client_id = ""

    async def send(self, *messages: Any) -> None:
        await self.connection.send(json.dumps([{"clientId": self.client_id, **message} for message in messages]))

    async def frame(self) -> list[dict[str, Any]]:
        async with asyncio.timeout(3):
            frame: list[dict[str, Any]] = json.loads(await self.connection.recv())
            return frame

    async def ask(self, *messages: Any) -> list[dict[str, Any]]:
        await self.send(*messages)
        return await self.frame()

    async def closed(self) -> int:
        async with asyncio.timeout(3):
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code


async def opened(here: Site, *patterns: str, who: str = "ada", **options: Any) -> SocketClient:
    headers = {"X-Principal": who, **options.pop("headers", {})}
    url = here.url.replace("http", "ws")
    return SocketClient(await connect(url, additional_headers=headers, compression=None, **options))


async def connected(here: Site, *patterns: str, ext: Any = None, **options: Any) -> SocketClient:
    """Shaken hands, subscribed, and the second /meta/connect held."""
    client = await opened(here, **options)
    shake = {"channel": "/meta/handshake", "supportedConnectionTypes": ["websocket"], "ext": ext}
    client.client_id = (await client.ask(shake))[0]["clientId"]
    assert (await client.ask({"channel": "/meta/connect", "id": "1"}))[0]["id"] == "1"
    await client.ask({"channel": "/meta/subscribe", "subscription": list(patterns)})
    await client.send({"channel": "/meta/connect", "id": "2"})
    await asyncio.sleep(0.02)
    return client


def data_of(frame: list[dict[str, Any]]) -> list[Any]:
    return [message["data"] for message in frame if "successful" not in message]


def test_messages_are_pushed_while_the_connect_stays_held_and_bundled_within_one_turn() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await connected(here, "/a", "/**")
            here.server.deliver("ada", "/a", b"1")
            assert data_of(await ada.frame()) == [1]
            for number in range(5):
                here.server.deliver("ada", "/a", b"%d" % number)
            assert data_of(await ada.frame()) == [0, 1, 2, 3, 4]
            answer = await ada.ask({"channel": "/a", "data": None, "id": "3"})
            assert answer == [{"channel": "/a", "id": "3", "successful": True}]
            assert data_of(await ada.frame()) == [None]

    run(test)


def test_an_answer_is_one_frame_and_messages_larger_than_a_frame_are_split() -> None:
    async def test() -> None:
        async with site(frame_bytes_max=100) as here:
            ada = await connected(here, "/a")
            answer = await ada.ask({"channel": "/meta/subscribe", "subscription": "/b"}, {"channel": "/meta/nonsense"})
            assert [reply["successful"] for reply in answer] == [True, False]
            for number in range(10):
                here.server.deliver("ada", "/a", json.dumps([number, "x" * 40]).encode())
            here.server.deliver("ada", "/a", json.dumps([10, "x" * 400]).encode())
            frames = [await ada.frame() for _ in range(11)]
            assert [data[0] for frame in frames for data in data_of(frame)] == list(range(11))

    run(test)


def test_an_empty_array_is_a_sign_of_life_and_gets_no_answer() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await connected(here, "/a")
            await ada.connection.send("[]")
            here.server.deliver("ada", "/a", b"1")
            assert data_of(await ada.frame()) == [1]

    run(test)


@pytest.mark.parametrize(("frame", "code"), [("nonsense", 1007), (b"[]", 1003), ("[" + " " * 70_000 + "]", 1009)])
def test_what_is_no_bayeux_closes_the_socket(frame: str | bytes, code: int) -> None:
    async def test() -> None:
        async with site() as here:
            ada = await opened(here)
            await ada.connection.send(frame)
            assert await ada.closed() == code

    run(test)


def test_a_second_connect_replaces_the_first_which_gets_no_reply() -> None:
    async def test() -> None:
        async with site(timeout_ms=200) as here:
            ada = await connected(here, "/a")
            await ada.send({"channel": "/meta/connect", "id": "3"})
            assert (await ada.frame())[0]["id"] == "3"

    run(test)


def test_a_new_socket_takes_the_session_over_with_all_that_is_undelivered() -> None:
    async def test() -> None:
        async with site() as here:
            before = await connected(here, "/a")
            await before.connection.close()
            here.server.deliver("ada", "/a", b"1")
            after = await opened(here)
            after.client_id = before.client_id
            await after.send({"channel": "/meta/connect", "id": "3"})
            assert data_of(await after.frame()) == [1]
            here.server.deliver("ada", "/a", b"2")
            assert data_of(await after.frame()) == [2]

    run(test)


def test_the_old_socket_gets_nothing_more_after_a_take_over() -> None:
    async def test() -> None:
        async with site() as here:
            before, after = await connected(here, "/a"), await opened(here)
            after.client_id = before.client_id
            await after.send({"channel": "/meta/connect", "id": "3"})
            await asyncio.sleep(0.02)
            here.server.deliver("ada", "/a", b"1")
            assert data_of(await after.frame()) == [1]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await before.connection.recv()

    run(test)


def test_a_socket_killed_without_a_farewell_keeps_the_session_and_its_messages() -> None:
    async def test() -> None:
        async with site() as here:
            before = await connected(here, "/a")
            before.connection.transport.abort()
            await asyncio.sleep(0.05)
            here.server.deliver("ada", "/a", b"1")
            after = await opened(here)
            after.client_id = before.client_id
            await after.send({"channel": "/meta/connect", "id": "3"})
            assert data_of(await after.frame()) == [1]
            assert len(here.server.links) == 1

    run(test)


def test_with_ack_messages_come_with_the_connect_and_again_until_acknowledged() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await connected(here, "/a", ext={"ack": True})
            here.server.deliver("ada", "/a", b"1")
            assert data_of(await ada.frame()) == [1]
            assert (await ada.frame())[0]["ext"] == {"ack": 2}
            await ada.send({"channel": "/meta/connect", "id": "3", "ext": {"ack": 1}})
            assert data_of(await ada.frame()) == [1]
            assert (await ada.frame())[0]["ext"] == {"ack": 3}

    run(test)


def test_a_consumer_that_does_not_read_never_holds_up_the_others_and_is_dropped_when_it_overflows() -> None:
    async def test() -> None:
        async with site(queue_messages_max=50) as here:
            slow = socket.create_connection(("127.0.0.1", here.port))
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            ada = await connected(here, "/a", sock=slow, max_queue=1)
            bob = await connected(here, "/a", who="bob")
            ada.connection.transport.pause_reading()
            data = json.dumps("x" * 50_000).encode()
            for _ in range(400):
                here.server.publish("/a", data)
                assert len(data_of(await bob.frame())) == 1
                if len(here.server) == 1:
                    break
            assert here.server.principals() == {"bob"}
            await asyncio.sleep(1.1)
            assert len(here.server.links) == 1

    run(test)


def test_a_burst_that_overflows_a_session_leaves_its_socket_open_for_a_new_handshake() -> None:
    async def test() -> None:
        async with site(queue_messages_max=10) as here:
            ada = await connected(here, "/a")
            for _ in range(11):
                here.server.deliver("ada", "/a", b"1")
            (reply,) = await ada.frame()
            assert (reply["id"], reply["error"]) == ("2", "402::session_unknown")
            assert reply["advice"] == {"reconnect": "handshake", "interval": 0}
            await asyncio.sleep(1.1)
            (reply,) = await ada.ask({"channel": "/meta/handshake"})
            assert reply["successful"] is True

    run(test)


def test_the_farewell_is_pushed_and_the_socket_closed_when_the_application_ends_the_session() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await connected(here, "/a")
            here.server.deliver("ada", "/a", b"1")
            here.server.end("ada")
            first = await ada.frame()
            assert first[0]["data"] == 1
            assert first[1]["channel"] == "/meta/disconnect"
            assert (await ada.frame())[0]["advice"] == {"reconnect": "none"}
            assert await ada.closed() == 1000
            assert len(here.server) == 0

    run(test)


def test_at_shutdown_what_is_pending_is_written_and_the_socket_closed_with_1001() -> None:
    async def test() -> None:
        async with site() as here:
            ada = await connected(here, "/a")
            here.server.deliver("ada", "/a", b"1")
            here.server.shutdown()
            assert data_of(await ada.frame()) == [1]
            assert (await ada.frame())[0]["advice"]["reconnect"] == "retry"
            assert await ada.closed() == 1001
            with pytest.raises(InvalidStatus) as refused:
                await opened(here)
            assert refused.value.response.status_code == 503

    run(test)


def test_with_websocket_off_the_upgrade_is_405_so_that_clients_fall_back() -> None:
    async def test() -> None:
        async with site(websocket=False) as here:
            with pytest.raises(InvalidStatus) as refused:
                await opened(here)
            assert refused.value.response.status_code == 405

    run(test)


def test_pages_of_other_hosts_are_refused_unless_allowed() -> None:
    async def test() -> None:
        async with site(origins=("https://desk.example",)) as here:
            for origin in ("https://desk.example", f"http://127.0.0.1:{here.port}"):
                await (await opened(here, headers={"Origin": origin})).connection.close()
            with pytest.raises(InvalidStatus) as refused:
                await opened(here, headers={"Origin": "https://evil.example"})
            assert refused.value.response.status_code == 403

    run(test)


def test_a_closed_socket_ends_what_waits_on_it() -> None:
    async def test() -> None:
        async with site(timeout_ms=200, max_interval_ms=200) as here:
            clients = [await connected(here, "/a") for _ in range(5)]
            for client in clients[:3]:
                client.connection.transport.abort()
            for client in clients[3:]:
                await client.connection.close()
            await until(lambda: len(here.server) == 0)
            assert not here.server.links
            with pytest.raises(ConnectionClosed):
                await clients[3].connection.recv()

    run(test)
