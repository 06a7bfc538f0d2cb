"""/meta/disconnect (Bayeux 1.0, section 5.5), from either side."""

from bayeux_scene import Scene, Socket, data_of, reply_of


def test_a_client_that_disconnects_is_forgotten_and_a_second_time_unknown() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    assert ada.ask("/meta/disconnect", id="4") == {
        "channel": "/meta/disconnect",
        "id": "4",
        "successful": True,
        "clientId": ada.id,
    }
    assert ada.ask("/meta/disconnect")["error"] == "402::session_unknown"
    assert len(scene.server) == 0
    assert scene.server.deliver("ada", "/a", b"1") == 0


def test_its_held_connect_is_answered_and_told_to_stop() -> None:
    scene = Scene()
    ada = scene.client()
    poll = ada.hold()
    ada.ask("/meta/disconnect")
    reply = reply_of(scene.read(poll))
    assert (reply["successful"], reply["advice"]) == (True, {"reconnect": "none"})
    assert len(scene.server.life.deadlines) == 0, "nothing brings the session back"


def test_disconnect_and_publish_in_one_batch_are_carried_out_in_order() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    first, second, third = scene.ask(
        ada.message("/a", data=1), ada.message("/meta/disconnect"), ada.message("/a", data=2)
    )
    assert [first["successful"], second["successful"], third["successful"]] == [True, True, False]


def test_the_application_may_end_a_session_which_first_gets_what_is_queued() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    scene.server.deliver("ada", "/a", b"1")
    scene.server.end("ada")
    assert scene.server.deliver("ada", "/a", b"2") == 0
    answer = ada.poll(id="7")
    assert data_of(answer) == [1]
    assert answer[1] == {"channel": "/meta/disconnect", "successful": True, "advice": {"reconnect": "none"}}
    assert reply_of(answer)["advice"] == {"reconnect": "none"}
    assert len(scene.server) == 0
    assert ada.poll()[0]["error"] == "402::session_unknown"


def test_ending_releases_every_held_connect_of_the_principal_and_of_nobody_else() -> None:
    scene = Scene()
    polls = [scene.client("ada").hold() for _ in range(2)]
    bobs = scene.client("bob").hold()
    scene.server.end("ada")
    assert [poll.is_held for poll in polls] == [False, False]
    assert bobs.is_held
    assert scene.presence[-1] == ("ada", "ended")
    for poll in polls:
        scene.read(poll)
    assert len(scene.server) == 1


def test_a_session_ended_while_its_client_was_away_keeps_its_last_messages_until_it_expires() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    scene.server.end("ada")
    assert ada.subscribe("/b")["error"] == "402::session_unknown"
    scene.wait(29_999)
    assert len(scene.server) == 1
    scene.wait(1)
    assert len(scene.server) == 0
    assert scene.presence == [("ada", "present"), ("ada", "ended")], "told once"


def test_last_messages_that_could_not_be_written_are_kept() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    scene.server.deliver("ada", "/a", b"1")
    scene.server.end("ada")
    scene.read(ada.connect(), written=False)
    assert data_of(ada.poll()) == [1]


def test_a_websocket_gets_the_farewell_pushed_and_is_closed() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    ada.link = socket = Socket()
    poll = ada.hold()
    scene.server.end("ada")
    assert socket.closed_with == 1000
    assert socket.dirty
    assert reply_of(scene.read(poll))["advice"] == {"reconnect": "none"}
    assert len(scene.server) == 0
