"""A session that does not fetch its messages is dropped, loudly: its client starts again and re-reads."""

from bayeux_scene import Scene, Socket, reply_of


def test_one_message_too_many_drops_the_session_and_the_client_is_told_to_start_again() -> None:
    scene = Scene(queue_messages_max=3)
    ada = scene.client("ada", "/a")
    for _ in range(3):
        scene.server.deliver("ada", "/a", b"1")
    assert len(scene.server) == 1
    scene.server.deliver("ada", "/a", b"1")
    assert len(scene.server) == 0
    reply = ada.poll()[0]
    assert (reply["error"], reply["advice"]) == ("402::session_unknown", {"reconnect": "handshake", "interval": 0})
    assert scene.presence[-1] == ("ada", "overflowed")


def test_the_limit_also_counts_bytes() -> None:
    scene = Scene(queue_bytes_max=1_000)
    scene.client("ada", "/a")
    scene.server.deliver("ada", "/a", b'"' + b"x" * 400 + b'"')
    scene.server.deliver("ada", "/a", b'"' + b"x" * 400 + b'"')
    assert len(scene.server) == 1
    scene.server.deliver("ada", "/a", b'"' + b"x" * 400 + b'"')
    assert len(scene.server) == 0


def test_messages_fetched_do_not_count_and_messages_brought_back_do() -> None:
    scene = Scene(queue_messages_max=2)
    ada = scene.client("ada", "/a")
    for _ in range(5):
        scene.server.deliver("ada", "/a", b"1")
        assert ada.fetch() == [1]
    scene.server.deliver("ada", "/a", b"1")
    scene.read(ada.connect(), written=False)
    scene.server.deliver("ada", "/a", b"2")
    assert ada.fetch() == [1, 2]


def test_other_sessions_of_the_same_fan_out_are_not_affected() -> None:
    scene = Scene(queue_messages_max=1)
    slow, quick = scene.client("ada", "/a"), scene.client("ada", "/a")
    scene.server.publish("/a", b"1")
    assert quick.fetch() == [1]
    scene.server.publish("/a", b"2")
    assert quick.fetch() == [2]
    assert slow.poll()[0]["successful"] is False


def test_a_websocket_that_overflows_gets_the_advice_and_is_hurried() -> None:
    scene = Scene(queue_messages_max=2)
    ada = scene.client("ada", "/a")
    ada.link = socket = Socket()
    poll = ada.hold()
    for _ in range(3):
        scene.server.deliver("ada", "/a", b"1")
    assert (socket.hurried, socket.closed_with) == (True, None)
    assert reply_of(scene.read(poll))["error"] == "402::session_unknown"
    assert len(scene.server) == 0
