"""/meta/connect (Bayeux 1.0, section 5.2; CometD's second-connect and first-connect behaviour)."""

import pytest
from bayeux_scene import Scene, Socket, data_of, reply_of

UNKNOWN = {"successful": False, "error": "402::session_unknown", "advice": {"reconnect": "handshake", "interval": 0}}


def test_the_first_connect_is_answered_at_once_with_full_advice() -> None:
    scene = Scene()
    ada = scene.client()
    ada.handshake()
    assert ada.poll(id="2") == [
        {
            "channel": "/meta/connect",
            "id": "2",
            "successful": True,
            "clientId": ada.id,
            "advice": {"reconnect": "retry", "interval": 0, "timeout": 30_000},
        }
    ]


def test_later_connects_are_held_until_a_message_comes_and_reply_last() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    poll = ada.hold(id="3")
    scene.server.deliver("ada", "/a", b'{"n":1}')
    answer = scene.read(poll)
    assert answer[0] == {"channel": "/a", "data": {"n": 1}}
    assert reply_of(answer) == {"channel": "/meta/connect", "id": "3", "successful": True, "clientId": ada.id}


def test_a_held_connect_is_answered_when_its_time_is_over() -> None:
    scene = Scene(timeout_ms=5_000)
    poll = scene.client().hold()
    scene.wait(4_999)
    assert poll.is_held
    scene.wait(1)
    assert reply_of(scene.read(poll))["successful"] is True


@pytest.mark.parametrize("zero", [0, 0.0, -5])
def test_advice_timeout_0_is_answered_at_once_with_advice(zero: float) -> None:
    scene = Scene()
    (reply,) = scene.client().poll(advice={"timeout": zero})
    assert reply["advice"] == {"reconnect": "retry", "interval": 0, "timeout": 30_000}


def test_a_client_may_ask_for_a_shorter_wait_but_for_no_longer_one() -> None:
    scene = Scene(timeout_ms=5_000)
    ada = scene.client()
    poll = ada.hold(advice={"timeout": 100})
    scene.wait(100)
    scene.read(poll)
    poll = ada.hold(advice={"timeout": 1e9})
    scene.wait(5_000)
    assert not poll.is_held


@pytest.mark.parametrize("advice", ["x", 7, [], {"timeout": "0"}, {"timeout": True}, {"timeout": None}, None])
def test_senseless_advice_is_ignored(advice: object) -> None:
    assert Scene().client().connect(advice=advice).is_held


def test_a_connect_in_a_batch_is_never_held_and_its_reply_is_last() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    connect = ada.message("/meta/connect", id="1")
    answer = scene.ask(connect, ada.message("/a", data=1, id="2"))
    assert [message.get("id") for message in answer] == [None, "2", "1"]
    assert data_of(answer) == [1]


def test_a_second_connect_ends_the_first_with_http_500_and_is_held_itself() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    older = ada.hold(id="1")
    newer = ada.hold(id="2")
    assert not older.is_held
    assert older.answer(scene.now).status == 500
    scene.server.deliver("ada", "/a", b"1")
    assert data_of(scene.read(newer)) == [1]


def test_an_older_connect_that_was_just_released_takes_no_message_from_the_newer() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    older = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    newer = ada.connect()
    assert older.answer(scene.now).messages == []
    assert data_of(scene.read(newer)) == [1]


def test_the_status_for_a_superseded_connect_is_an_option() -> None:
    scene = Scene(duplicate_connect_status=409)
    ada = scene.client()
    older = ada.hold()
    ada.hold()
    answer = older.answer(scene.now)
    assert answer.status == 409
    assert answer.body().startswith(b'[{"channel":"/meta/connect","successful":false')


@pytest.mark.parametrize("client_id", ["nobody", "", None, 7, ["client1"], {"a": 1}])
def test_an_unknown_client_id_is_told_to_shake_hands_again(client_id: object) -> None:
    scene = Scene()
    (reply,) = scene.ask({"channel": "/meta/connect", "clientId": client_id, "id": "9"})
    assert reply == {"channel": "/meta/connect", "id": "9", **UNKNOWN}


def test_somebody_elses_client_id_is_unknown() -> None:
    scene = Scene()
    ada = scene.client("ada")
    (reply,) = scene.ask(ada.message("/meta/connect"), who="eve")
    assert reply["error"] == "402::session_unknown"
    (reply,) = scene.ask(ada.message("/meta/connect"), who=None)
    assert reply["error"] == "402::session_unknown"
    anonymous = scene.client(None)
    (reply,) = scene.ask(anonymous.message("/meta/connect"), who="eve")
    assert reply["error"] == "402::session_unknown"


def test_an_unsupported_connection_type_is_refused_and_a_missing_one_is_not() -> None:
    scene = Scene()
    ada = scene.client()
    reply = ada.ask("/meta/connect", connectionType="callback-polling")
    assert reply["error"] == "301:callback-polling:connection_types_unsupported"
    assert scene.say(ada.message("/meta/connect")).is_held


def test_ids_are_echoed_as_they_came_and_may_be_missing() -> None:
    ada = Scene().client()
    for value in ("abc", 7, 7.5):
        assert ada.poll(id=value, advice={"timeout": 0})[0]["id"] == value
    assert "id" not in ada.poll(advice={"timeout": 0})[0]
    assert "id" not in ada.poll(id=None, advice={"timeout": 0})[0]


def test_several_tabs_of_one_principal_may_wait_at_once() -> None:
    scene = Scene()
    polls = [scene.client("ada", "/a").hold() for _ in range(4)]
    assert scene.server.deliver("ada", "/a", b"1") == 4
    assert [data_of(scene.read(poll)) for poll in polls] == [[1]] * 4


def test_a_client_that_leaves_while_held_loses_nothing() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    poll = ada.hold()
    poll.gone(scene.now)
    scene.server.deliver("ada", "/a", b"1")
    assert ada.fetch() == [1]


def test_a_client_that_leaves_between_release_and_answer_loses_nothing() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    poll = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    poll.gone(scene.now)
    assert ada.fetch() == [1]


def test_messages_that_could_not_be_written_come_back_in_order() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    poll = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    scene.server.deliver("ada", "/a", b"2")
    exchange_answer = poll.answer(scene.now)
    assert len(exchange_answer.messages) == 2
    scene.server.deliver("ada", "/a", b"3")
    poll.settle(written=False, now_ms=scene.now)
    assert ada.fetch() == [1, 2, 3]


def test_a_newer_connect_waits_for_the_fate_of_messages_under_way() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    older = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    older.answer(scene.now)
    newer = ada.hold()
    scene.server.deliver("ada", "/a", b"2")
    assert not newer.is_held
    older.settle(written=False, now_ms=scene.now)
    assert data_of(scene.read(newer)) == [1, 2]


def test_an_exchange_is_answered_and_settled_once() -> None:
    scene = Scene()
    poll = scene.client().hold()
    with pytest.raises(RuntimeError):
        poll.answer(scene.now)
    scene.wait(30_000)
    scene.read(poll)
    with pytest.raises(RuntimeError):
        poll.answer(scene.now)
    poll.settle(False, scene.now)
    poll.gone(scene.now)


def test_over_a_websocket_messages_are_pushed_and_the_connect_stays_held() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    ada.link = socket = Socket()
    poll = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    assert poll.is_held
    assert socket.push() == [1]


def test_what_a_lost_websocket_could_not_write_is_pushed_by_the_next_one() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    ada.link = before = Socket()
    poll = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    assert before.push(written=False) == [1]
    poll.gone(scene.now)
    scene.server.deliver("ada", "/a", b"2")
    ada.link = after = Socket()
    ada.hold()
    assert after.push() == [1, 2]
    assert before.forgotten
    assert before.push() == []


def test_a_session_may_change_from_websocket_to_polling() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    ada.link = Socket()
    poll = ada.hold()
    poll.gone(scene.now)
    ada.link = None
    poll = ada.hold()
    scene.server.deliver("ada", "/a", b"1")
    assert data_of(scene.read(poll)) == [1]
