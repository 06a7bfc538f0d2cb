"""The acknowledge extension, step by step as CometD's server does it (AcknowledgedMessagesExtension)."""

import pytest
from bayeux_scene import Client, Scene, Socket, data_of, reply_of


def acknowledging(scene: Scene, *patterns: str) -> Client:
    ada = Client(scene, "ada")
    assert ada.handshake(ext={"ack": True})["ext"] == {"ack": True}
    assert ada.subscribe(*patterns or ("/a",))["successful"]
    return ada


def poll(ada: Client, ack: object, hold: bool = False) -> tuple[list[object], object]:
    answer = ada.poll(ext={"ack": ack})
    return data_of(answer), reply_of(answer)["ext"]["ack"]


def test_the_wire_trace_of_the_java_server() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    assert poll(ada, 0) == ([], 1)
    scene.server.deliver("ada", "/a", b'"m1"')
    assert poll(ada, 1) == (["m1"], 2)
    assert poll(ada, 1) == (["m1"], 3), "the reply to 2 was lost, so it comes again"
    exchange = ada.connect(ext={"ack": 3}, advice={"timeout": 0})
    answer = scene.read(exchange)
    assert (data_of(answer), reply_of(answer)["ext"]) == ([], {"ack": 4})


def test_with_everything_acknowledged_the_poll_is_held() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    poll(ada, 0)
    held = ada.hold(ext={"ack": 1})
    scene.server.deliver("ada", "/a", b"1")
    answer = scene.read(held)
    assert (data_of(answer), reply_of(answer)["ext"]) == ([1], {"ack": 2})


def test_old_and_new_messages_come_together_and_in_order() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    poll(ada, 0)
    scene.server.deliver("ada", "/a", b"1")
    assert poll(ada, 1) == ([1], 2)
    scene.server.deliver("ada", "/a", b"2")
    assert poll(ada, 1) == ([1, 2], 3)
    scene.server.deliver("ada", "/a", b"3")
    assert poll(ada, 2) == ([2, 3], 4), "batch 2 held message 1 only"


def test_a_message_queued_after_the_batch_was_closed_belongs_to_the_next() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    poll(ada, 0)
    scene.server.deliver("ada", "/a", b"1")
    exchange = ada.connect(ext={"ack": 1})
    exchange.answer(scene.now)
    scene.server.deliver("ada", "/a", b"2")
    exchange.settle(True, scene.now)
    assert poll(ada, 2) == ([2], 3)


@pytest.mark.parametrize("ack", [None, "2", 99, -1, True, 1.0, [1]])
def test_a_missing_or_senseless_acknowledgement_drops_nothing(ack: object) -> None:
    scene = Scene()
    ada = acknowledging(scene)
    poll(ada, 0)
    scene.server.deliver("ada", "/a", b"1")
    poll(ada, 1)
    assert poll(ada, ack)[0] == [1]
    assert data_of(ada.poll()) == [1]
    assert data_of(ada.poll(ext="ack")) == [1]


@pytest.mark.parametrize("ext", [{"ack": False}, {"ack": None}, {"ack": "true"}, {"ack": 1}, {}, None, [], "ack"])
def test_only_a_true_ack_enables_it(ext: object) -> None:
    scene = Scene()
    ada = Client(scene, "ada")
    assert "ext" not in ada.handshake(ext=ext)
    assert "ext" not in reply_of(ada.poll(ext={"ack": 0}))


def test_it_can_be_switched_off() -> None:
    assert "ext" not in Client(Scene(ack=False), "ada").handshake(ext={"ack": True})


def test_a_reply_that_could_not_be_written_is_made_good() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    poll(ada, 0)
    held = ada.hold(ext={"ack": 1})
    scene.server.deliver("ada", "/a", b"1")
    scene.read(held, written=False)
    assert poll(ada, 1) == ([1], 3)


def test_a_superseded_poll_closes_no_batch() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    poll(ada, 0)
    older = ada.hold(ext={"ack": 1})
    newer = ada.hold(ext={"ack": 1})
    assert older.answer(scene.now).status == 500
    scene.server.deliver("ada", "/a", b"1")
    assert reply_of(scene.read(newer))["ext"] == {"ack": 2}


def test_on_a_websocket_messages_come_with_the_connect_only() -> None:
    scene = Scene()
    ada = acknowledging(scene)
    ada.link = socket = Socket()
    poll(ada, 0)
    held = ada.hold(ext={"ack": 1})
    scene.server.deliver("ada", "/a", b"1")
    assert (socket.dirty, held.is_held) == ([], False)
    answer = scene.read(held)
    assert (data_of(answer), reply_of(answer)["ext"]) == ([1], {"ack": 2})


def test_unacknowledged_messages_count_towards_the_limits() -> None:
    scene = Scene(queue_messages_max=2)
    ada = acknowledging(scene)
    for _ in range(3):
        scene.server.deliver("ada", "/a", b"1")
        answer = ada.poll()
    assert reply_of(answer)["error"] == "402::session_unknown"
    assert len(scene.server) == 0
