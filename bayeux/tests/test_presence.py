"""Who is here: the application is told of a principal's first session and of the end of the last."""

from bayeux_scene import Client, Scene

from bayeux import Leaving, Server


def test_the_first_session_makes_present_and_the_end_of_the_last_makes_absent() -> None:
    scene = Scene()
    first, second = scene.client("ada"), scene.client("ada")
    assert scene.presence == [("ada", "present")]
    first.ask("/meta/disconnect")
    assert scene.presence == [("ada", "present")]
    second.ask("/meta/disconnect")
    assert scene.presence == [("ada", "present"), ("ada", "disconnected")]
    Client(scene, "ada").handshake()
    assert scene.presence[-1] == ("ada", "present")


def test_the_reason_is_that_of_the_last_session() -> None:
    scene = Scene(queue_messages_max=1)
    first, second = scene.client("ada", "/a"), scene.client("ada")
    second.ask("/meta/disconnect")
    scene.server.deliver("ada", "/a", b"1")
    scene.server.deliver("ada", "/a", b"1")
    assert scene.presence[-1] == ("ada", "overflowed")
    assert first.poll()[0]["successful"] is False


def test_anonymous_sessions_make_nobody_present_and_cannot_be_addressed() -> None:
    scene = Scene()
    client = scene.client(None, "/a")
    assert (scene.presence, scene.server.principals()) == ([], frozenset())
    scene.server.publish("/a", b"1")
    assert client.fetch() == [1]


def test_a_principal_may_have_any_name_even_an_empty_one() -> None:
    scene = Scene()
    client = scene.client("", "/a")
    assert scene.server.deliver("", "/a", b"1") == 1
    assert client.ask("/meta/disconnect")["successful"] is True
    assert scene.presence == [("", "present"), ("", "disconnected")]


def test_principals_are_those_with_a_session() -> None:
    scene = Scene()
    ada, _ = scene.client("ada"), scene.client("bob")
    assert scene.server.principals() == {"ada", "bob"}
    ada.ask("/meta/disconnect")
    assert scene.server.principals() == {"bob"}
    assert (scene.server.is_present("ada"), scene.server.is_present("bob")) == (False, True)


def test_the_application_may_use_the_server_from_its_callbacks() -> None:
    scene = Scene(queue_messages_max=1)
    seen: list[tuple[str, Leaving, int]] = []

    def on_absent(principal: str, reason: Leaving) -> None:
        seen.append((principal, reason, scene.server.publish("/news", b'"gone"')))
        scene.server.end("bob")

    scene.client("ada", "/news")
    bob = scene.client("bob", "/news")
    scene.server.roster.on_absent = on_absent
    scene.server.deliver("ada", "/news", b"1")
    scene.server.deliver_many(["ada", "bob"], "/news", b"2")
    assert seen[0] == ("ada", Leaving.OVERFLOWED, 1)
    assert seen[1][:2] == ("bob", Leaving.ENDED)
    assert [message["data"] for message in bob.poll() if "data" in message] == ["gone"]


def test_without_callbacks_all_goes_on() -> None:
    server = Server()
    server.life.drop(server.life.open("ada", False, 0), Leaving.DISCONNECTED)
    assert len(server) == 0
