"""/meta/handshake (Bayeux 1.0, section 5.1; CometD's AbstractServerTransport)."""

import pytest
from bayeux_scene import Client, Scene

from bayeux import Advice, Denied, Message, Policy, Server


def shake(scene: Scene, **fields: object) -> dict[str, object]:
    return Client(scene, "ada").handshake(**fields)


def test_the_reply_has_all_that_section_5_1_demands() -> None:
    assert shake(Scene(), id="1") == {
        "channel": "/meta/handshake",
        "id": "1",
        "successful": True,
        "clientId": "client1",
        "version": "1.0",
        "minimumVersion": "1.0",
        "supportedConnectionTypes": ["websocket", "long-polling"],
        "advice": {"reconnect": "retry", "interval": 0, "timeout": 30_000},
    }


def test_a_client_id_has_160_random_bits_in_alphanumerics() -> None:
    sessions = [Server().life.open(None, False, 0) for _ in range(50)]
    assert len({session.client_id for session in sessions}) == 50
    assert all(session.client_id.isalnum() and len(session.client_id) == 40 for session in sessions)


@pytest.mark.parametrize("fields", [{}, {"version": "0.9"}, {"version": 7}, {"minimumVersion": "1.0beta"}])
def test_any_version_up_to_ours_is_welcome(fields: dict[str, object]) -> None:
    assert shake(Scene(), **fields)["successful"] is True


@pytest.mark.parametrize("version", ["1.1", "2", "1.0.1", "10.0"])
def test_a_newer_minimum_version_is_refused_without_a_client_id(version: str) -> None:
    reply = shake(Scene(), minimumVersion=version)
    assert reply["successful"] is False
    assert reply["error"] == f"300:{version}:version_mismatch"
    assert reply["advice"] == {"reconnect": "none"}
    assert "clientId" not in reply


def test_without_a_common_connection_type_the_handshake_fails() -> None:
    reply = shake(Scene(), supportedConnectionTypes=["callback-polling", "iframe"])
    assert reply["error"] == "301:callback-polling,iframe:connection_types_unsupported"
    assert reply["advice"] == {"reconnect": "none"}


def test_a_client_that_only_knows_websocket_is_refused_when_that_is_off() -> None:
    scene = Scene(websocket=False)
    assert shake(scene, supportedConnectionTypes=["websocket"])["successful"] is False
    reply = shake(scene, supportedConnectionTypes=["websocket", "long-polling"])
    assert reply["supportedConnectionTypes"] == ["long-polling"]


def test_absent_connection_types_mean_long_polling_and_senseless_ones_are_refused() -> None:
    scene = Scene()
    assert scene.ask({"channel": "/meta/handshake"})[0]["successful"] is True
    assert shake(scene, supportedConnectionTypes="long-polling")["successful"] is False
    assert shake(scene, supportedConnectionTypes=[["long-polling"]])["successful"] is False


def test_other_messages_in_the_request_of_a_handshake_are_ignored() -> None:
    scene = Scene()
    bob = scene.client("bob", "/a")
    publish = bob.message("/a", data=1)
    answer = scene.ask(publish, {"channel": "/meta/handshake", "id": 5}, {"channel": "/meta/handshake"}, who="bob")
    assert [(reply["channel"], reply.get("id")) for reply in answer] == [("/meta/handshake", 5)]
    assert bob.fetch() == []


def test_every_handshake_makes_a_new_session_and_leaves_the_old_one_alone() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    old = ada.id
    ada.handshake()
    assert ada.id != old
    assert scene.server.deliver("ada", "/a", b"1") == 1, "subscriptions stay with the old session"


class Picky(Policy):
    def can_handshake(self, principal: str | None, message: Message) -> bool | Denied:
        if principal == "eve":
            return False
        if message.ext == {"token": "wrong"}:
            return Denied("403::token_wrong", Advice("handshake", interval=100))
        return True


def test_the_policy_may_refuse_a_handshake_with_its_own_words_and_advice() -> None:
    scene = Scene(Picky())
    (reply,) = scene.ask({"channel": "/meta/handshake"}, who="eve")
    assert (reply["error"], reply["advice"]) == ("403::handshake_denied", {"reconnect": "none"})
    reply = shake(scene, ext={"token": "wrong"})
    assert (reply["error"], reply["advice"]) == ("403::token_wrong", {"reconnect": "handshake", "interval": 100})
    assert len(scene.server) == 0


def test_sessions_are_limited_for_one_principal_and_in_all() -> None:
    scene = Scene(sessions_per_principal_max=2, sessions_max=3)
    assert [shake(scene)["successful"] for _ in range(3)] == [True, True, False]
    assert scene.client("bob").id
    (reply,) = scene.ask({"channel": "/meta/handshake"}, who="cyd")
    assert reply["error"] == "403::sessions_exceeded"
    assert reply["advice"]["interval"] > 0, "no hot loop"


def test_the_session_exists_before_the_reply_leaves() -> None:
    scene = Scene()
    exchange = scene.say({"channel": "/meta/handshake"})
    assert scene.server.roster.find("client1", "ada") is not None
    scene.read(exchange)
