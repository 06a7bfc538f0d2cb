"""A WebSocket that fails half way: what left is not sent again, what did not is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from bayeux_scene import Scene, data_of

from bayeux.asgi.socket_link import SocketClosed, SocketLink
from bayeux.asgi.types import Event


def test_an_answer_that_fails_after_its_first_message_keeps_the_others() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    for number in (b"1", b"2", b"3"):
        scene.server.deliver("ada", "/a", number)
    poll = ada.connect()
    assert data_of(scene.read(poll, written=False)) == [1, 2, 3]
    poll = ada.connect()
    poll.answer(scene.now)
    poll.settle(False, scene.now, messages_written=1)
    assert data_of(scene.read(ada.connect())) == [2, 3]


def test_an_answer_whose_messages_all_left_before_its_reply_failed_keeps_none() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    scene.server.deliver("ada", "/a", b"1")
    poll = ada.connect()
    poll.answer(scene.now)
    poll.settle(False, scene.now, messages_written=1)
    scene.server.deliver("ada", "/a", b"2")
    assert data_of(scene.read(ada.connect())) == [2]


def test_a_socket_that_fails_between_two_frames_of_an_answer_loses_and_doubles_nothing() -> None:
    scene = Scene(frame_bytes_max=1)
    ada = scene.client("ada", "/a")
    frames: list[str] = []

    async def send(event: Event) -> None:
        if len(frames) == 2:
            raise OSError("gone")
        frames.append(event["text"])
        if len(frames) == 1:  # while the first one is written, more comes
            scene.server.deliver("ada", "/a", b"2")
            scene.server.deliver("ada", "/a", b"3")

    async def test() -> None:
        link = SocketLink(scene.server, send)
        scene.server.deliver("ada", "/a", b"1")
        exchange: Any = scene.say(ada.message("/meta/connect", advice={"timeout": 0}), link=link)
        with pytest.raises(SocketClosed):
            await link.accept(exchange)
        link.close()

    asyncio.run(test())
    assert ['"data":1' in frames[0], '"data":2' in frames[1]] == [True, True]
    assert data_of(scene.read(ada.connect())) == [3]
