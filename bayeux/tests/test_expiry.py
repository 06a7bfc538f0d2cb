"""Session life (CometD's ServerSessionImpl): the clock runs only while no connect is held."""

import pytest
from bayeux_scene import Client, Scene, Socket, reply_of

from bayeux.deadlines import Deadlines
from bayeux.session import Session


def test_a_session_that_never_connects_expires() -> None:
    scene = Scene(max_interval_ms=10_000)
    Client(scene, "ada").handshake()
    scene.wait(9_999)
    assert len(scene.server) == 1
    scene.wait(1)
    assert len(scene.server) == 0
    assert scene.presence == [("ada", "present"), ("ada", "expired")]


def test_after_a_reply_the_session_lives_for_interval_and_max_interval() -> None:
    scene = Scene(interval_ms=500, max_interval_ms=10_000)
    ada = scene.client()
    scene.wait(10_499)
    assert reply_of(ada.poll(advice={"timeout": 0}))["successful"] is True
    scene.wait(10_500)
    assert ada.poll()[0]["error"] == "402::session_unknown"


def test_a_session_does_not_expire_while_its_connect_is_held() -> None:
    scene = Scene(timeout_ms=60_000, max_interval_ms=1_000)
    poll = scene.client().hold()
    scene.wait(59_999)
    assert (poll.is_held, len(scene.server)) == (True, 1)
    scene.wait(1)
    scene.read(poll)
    scene.wait(999)
    assert len(scene.server) == 1
    scene.wait(1)
    assert len(scene.server) == 0


def test_any_message_moves_the_expiry_at_least_to_now_and_max_interval() -> None:
    scene = Scene(max_interval_ms=10_000)
    ada = scene.client("ada", "/a")
    for _ in range(5):
        scene.wait(9_000)
        assert ada.publish("/a", 1)["successful"] is True
    scene.wait(9_000)
    assert ada.subscribe("/b")["successful"] is True


def test_a_client_may_ask_for_a_longer_interval_for_one_cycle() -> None:
    scene = Scene(max_interval_ms=1_000)
    ada = scene.client()
    ada.poll(advice={"timeout": 0, "interval": 800})
    scene.wait(1_799)
    ada.poll(advice={"timeout": 0, "interval": 1e12})
    scene.wait(2_000)
    assert len(scene.server) == 0, "but not for more than max-interval"


def test_a_poll_released_but_never_answered_does_not_keep_the_session_for_ever() -> None:
    scene = Scene(timeout_ms=1_000, max_interval_ms=2_000)
    poll = scene.client("ada", "/a").hold()
    scene.wait(1_000)
    assert not poll.is_held
    scene.wait(1_999)
    assert len(scene.server) == 1
    scene.wait(1)
    assert len(scene.server) == 0
    assert reply_of(scene.read(poll))["error"] == "402::session_unknown"


def test_an_answer_written_just_after_the_hold_time_is_in_time() -> None:
    scene = Scene(timeout_ms=1_000, max_interval_ms=2_000)
    ada = scene.client("ada", "/a")
    poll = ada.hold()
    scene.now += 999
    scene.server.deliver("ada", "/a", b"1")
    scene.wait(1)
    assert reply_of(scene.read(poll))["successful"] is True


STATES = ["shaken", "polled", "held", "gone", "released", "answered", "lost", "pushed", "ended", "pending", "ack"]


@pytest.mark.parametrize("state", STATES)
def test_a_client_killed_in_any_state_is_forgotten_with_all_it_had(state: str) -> None:
    scene = Scene(max_interval_ms=5_000)
    ada = Client(scene, "ada")
    ada.handshake(ext={"ack": state == "ack"})
    if state != "shaken":
        ada.poll()
        ada.subscribe("/a", "/**")
    if state == "pushed":
        ada.link = Socket()
    if state in ("held", "gone", "released", "answered", "lost", "pushed", "ended", "ack"):
        poll = ada.hold()
        if state == "gone":
            poll.gone(scene.now)
    if state == "ended":
        scene.server.end("ada")
    scene.server.deliver("ada", "/a", b"1")
    if state in ("answered", "lost", "ack"):
        poll.answer(scene.now)
    if state == "lost":
        poll.settle(False, scene.now)
    session = scene.server.roster.find(ada.id, "ada")
    for _ in range(3):
        scene.wait(40_000)
    assert (len(scene.server), len(scene.server.life.deadlines)) == (0, 0)
    assert scene.server.principals() == frozenset()
    assert scene.server.roster.matching(["/a", "/**"]) == []
    assert session is not None
    assert len(session.outgoing) == 0, "its queue is freed"
    assert [event for _, event in scene.presence].count("present") == 1
    assert len(scene.presence) == 2


def test_polling_often_costs_one_entry_in_the_heap_not_one_a_poll() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    for _ in range(1_000):
        poll = ada.hold()
        scene.server.deliver("ada", "/a", b"1")
        scene.read(poll)
        scene.wait(10)
    assert len(scene.server.life.deadlines._heap) <= 2


def test_very_short_polls_do_not_fill_the_heap() -> None:
    scene = Scene()
    ada = scene.client("ada")
    for _ in range(1_000):
        poll = ada.hold(advice={"timeout": 1})
        scene.wait(1)
        scene.read(poll)
    assert len(scene.server.life.deadlines._heap) < 80


def test_the_alarm_is_told_of_everything_that_is_due_earlier() -> None:
    told: list[int] = []

    class Alarm:
        def set(self, at_ms: int) -> None:
            told.append(at_ms)

    deadlines = Deadlines()
    deadlines.alarm = Alarm()
    sessions = [Session(str(n), None, None) for n in range(3)]  # type: ignore[arg-type]
    deadlines.set(sessions[0], 100)
    deadlines.set(sessions[1], 200)
    deadlines.set(sessions[2], 50)
    deadlines.set(sessions[2], 300)
    assert told == [100, 50]
    assert list(deadlines.due(99)) == []
    assert deadlines.earliest_ms() == 100
    assert list(deadlines.due(300)) == [sessions[0], sessions[1], sessions[2]]
    assert (deadlines.earliest_ms(), len(deadlines)) == (None, 0)
