"""Publishing by clients (Bayeux 1.0, section 6) and everything that is not quite a message."""

import json

import pytest
from bayeux_scene import Scene

from bayeux import Denied, OpenPolicy, Policy
from bayeux.messages import decode


def test_a_message_goes_to_every_subscriber_its_publisher_included() -> None:
    scene = Scene()
    ada, bob, cyd = scene.client("ada", "/a"), scene.client("bob", "/*"), scene.client("cyd", "/b")
    assert ada.publish("/a", {"n": 1}, id="5") == {"channel": "/a", "id": "5", "successful": True}
    assert (ada.fetch(), bob.fetch(), cyd.fetch()) == ([{"n": 1}], [{"n": 1}], [])


@pytest.mark.parametrize("data", [None, False, 0, "", [], {}])
def test_falsy_data_is_data(data: object) -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    assert ada.publish("/a", data)["successful"] is True
    assert ada.fetch() == [data]


def test_the_publishers_id_and_client_id_stay_secret_and_his_own_fields_are_kept() -> None:
    scene = Scene()
    ada, bob = scene.client("ada", "/a"), scene.client("bob", "/a")
    ada.publish("/a", 1, id="5", ext={"k": [1]}, foo="bar")
    assert bob.poll()[0] == {"channel": "/a", "data": 1, "ext": {"k": [1]}, "foo": "bar"}


def test_a_publisher_cannot_give_others_advice_or_pose_as_the_server() -> None:
    scene = Scene()
    ada, bob = scene.client("ada", "/a"), scene.client("bob", "/a")
    ada.publish("/a", 1, advice={"reconnect": "none"}, successful=False, error="x", subscription="/a")
    assert bob.poll()[0] == {"channel": "/a", "data": 1}


def test_data_is_handed_on_byte_for_byte() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    body = b'{"channel":"/a","clientId":"%s","data":{"x":1.10,"y":[12345678901234567890123,"\\u00e9\xc3\xa9"]}}'
    scene.read(scene.server.receive(decode(body % ada.id.encode()), "ada", scene.now))
    messages = ada.connect().answer(scene.now).messages
    assert messages == [b'{"channel":"/a","data":{"x":1.10,"y":[12345678901234567890123,"\\u00e9\xc3\xa9"]}}']


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("/a/*", "405::channel_invalid"),
        ("/**", "405::channel_invalid"),
        ("a", "405::channel_invalid"),
        ("/a//b", "405::channel_invalid"),
        ("", "405::channel_invalid"),
        ("/", "405::channel_invalid"),
        ("/x" * 17, "405::channel_invalid"),
        ("/meta/foo", "404::channel_unknown"),
        ("/meta/connect/", "404::channel_unknown"),
        ("/meta/Handshake", "404::channel_unknown"),
        ("/meta", "404::channel_unknown"),
        ("/meta/*", "404::channel_unknown"),
    ],
)
def test_only_channel_names_outside_meta_can_be_published_to(channel: str, error: str) -> None:
    scene = Scene()
    ada, everything = scene.client("ada"), scene.client("bob", "/**")
    reply = ada.publish(channel, 1)
    assert (reply["successful"], reply["error"]) == (False, error)
    assert everything.fetch() == []


def test_data_must_be_there() -> None:
    ada = Scene().client("ada", "/a")
    assert ada.ask("/a")["error"] == "402:data:data_missing"
    assert ada.fetch() == []


def test_without_a_session_nobody_publishes() -> None:
    scene = Scene()
    bob = scene.client("bob", "/a")
    (reply,) = scene.ask({"channel": "/a", "data": 1})
    assert reply["error"] == "402::session_unknown"
    assert bob.fetch() == []


def test_every_message_of_a_batch_is_checked_for_its_own_client_id() -> None:
    scene = Scene()
    ada, bob = scene.client("ada", "/a"), scene.client("bob", "/a")
    answer = scene.ask(ada.message("/a", data=1), bob.message("/a", data=2), ada.message("/a", data=3))
    assert [reply["successful"] for reply in answer] == [True, False, True]
    assert bob.fetch() == [1, 3]


def test_one_bad_message_does_not_spoil_the_others() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    answer = scene.ask(7, None, {}, {"channel": 5}, {"channel": None}, ["x"], ada.message("/a", data=1))
    assert [reply.get("error") for reply in answer] == [
        "400::message_invalid",
        "400::message_invalid",
        "400::channel_missing",
        "405::channel_invalid",
        "400::channel_missing",
        "400::message_invalid",
        None,
    ]


@pytest.mark.parametrize("id", [True, [1], {"a": 1}, "x" * 257])
def test_a_senseless_id_is_refused_and_not_echoed(id: object) -> None:
    ada = Scene().client("ada", "/a")
    reply = ada.publish("/a", 1, id=id)
    assert reply["error"] == "405::message_id_invalid"
    assert "id" not in reply


def test_messages_without_ids_or_with_the_same_id_are_all_answered() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    answer = scene.ask(*(ada.message("/a", data=n, id="1") for n in range(3)), *(ada.message("/a", data=3),) * 2)
    assert [reply.get("id") for reply in answer] == ["1", "1", "1", None, None]
    assert ada.fetch() == [0, 1, 2, 3, 3]


def test_by_default_clients_may_not_publish_at_all() -> None:
    ada = Scene(Policy()).client("ada", "/a")
    assert ada.publish("/a", 1)["error"] == "403::publish_denied"
    assert ada.publish("/service/x", 1)["error"] == "403::publish_denied"


class Application(OpenPolicy):
    def __init__(self) -> None:
        self.heard: list[tuple[str | None, str, str, bytes]] = []

    def can_publish(self, principal: str | None, channel: str) -> bool | Denied:
        return Denied("403::not_here") if channel == "/no" else True

    def received(self, principal: str | None, client_id: str, channel: str, data: bytes) -> None:
        self.heard.append((principal, client_id, channel, data))


def test_a_service_message_reaches_the_application_and_nobody_else() -> None:
    policy = Application()
    scene = Scene(policy)
    ada, bob = scene.client("ada"), scene.client("bob", "/**")
    assert ada.publish("/service/echo", {"n": 1})["successful"] is True
    assert policy.heard == [("ada", ada.id, "/service/echo", b'{"n": 1}')]
    assert bob.fetch() == []
    assert ada.publish("/no", 1)["error"] == "403::not_here"


def test_what_the_server_delivers_reaches_nobody_but_its_principal() -> None:
    scene = Scene()
    ada, eve = scene.client("ada", "/v2/me/*"), scene.client("eve", "/**", "/v2/me/emails")
    assert scene.server.deliver("ada", "/v2/me/emails", b'"for ada"') == 1
    assert (ada.fetch(), eve.fetch()) == (["for ada"], [])


def test_a_delivery_to_many_is_encoded_once_and_its_bytes_are_shared() -> None:
    scene = Scene()
    clients = [scene.client(who, "/a") for who in ("ada", "ada", "bob", "cyd")]
    assert scene.server.deliver_many(["ada", "bob", "nobody"], "/a", json.dumps({"n": 1}).encode()) == 3
    first, second, third = (client.connect().answer(scene.now).messages[0] for client in clients[:3])
    assert first is second is third
    assert clients[3].fetch() == []


@pytest.mark.parametrize("channel", ["", "/a/*", "a", "/a b"])
def test_the_application_cannot_send_to_what_is_no_channel(channel: str) -> None:
    with pytest.raises(ValueError, match="no channel name"):
        Scene().server.publish(channel, b"1")
