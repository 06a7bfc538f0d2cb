"""A server that stops answers every held poll at once and spreads the return of its clients."""

import time

from bayeux_scene import Client, Scene, Socket, reply_of


def test_held_polls_are_answered_with_a_spread_retry() -> None:
    scene = Scene(restart_spread_ms=3_000)
    poll = scene.client().hold()
    scene.server.shutdown()
    reply = reply_of(scene.read(poll))
    assert reply["successful"] is True
    assert reply["advice"] == {"reconnect": "retry", "interval": 1_500, "timeout": 30_000}


def test_later_polls_are_answered_at_once_and_still_bring_messages() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    scene.server.shutdown()
    assert reply_of(ada.poll())["advice"]["reconnect"] == "retry"
    scene.server.deliver("ada", "/a", b"1")
    assert ada.poll()[0]["data"] == 1
    assert ada.publish("/a", 2)["successful"] is True


def test_handshakes_are_refused_with_a_spread_retry() -> None:
    scene = Scene()
    scene.server.shutdown()
    reply = Client(scene, "ada").handshake()
    assert (reply["successful"], reply["error"]) == (False, "503::server_stopping")
    assert reply["advice"] == {"reconnect": "handshake", "interval": 1_500, "timeout": 30_000}


def test_websockets_are_closed_with_1001() -> None:
    scene = Scene()
    socket = Socket()
    scene.server.links.add(socket)
    scene.server.shutdown()
    assert socket.closed_with == 1001


def test_five_thousand_held_polls_are_released_in_a_blink() -> None:
    scene = Scene(sessions_per_principal_max=5_000)
    polls = [scene.client().hold() for _ in range(5_000)]
    start = time.perf_counter()
    scene.server.shutdown()
    assert time.perf_counter() - start < 0.5
    assert not any(poll.is_held for poll in polls)
