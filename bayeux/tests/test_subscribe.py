"""/meta/subscribe and /meta/unsubscribe (Bayeux 1.0, sections 5.3 and 5.4)."""

import pytest
from bayeux_scene import Scene

from bayeux import Denied, Policy


def test_the_subscription_is_echoed_as_it_was_sent() -> None:
    ada = Scene().client()
    assert ada.ask("/meta/subscribe", subscription="/a", id="1") == {
        "channel": "/meta/subscribe",
        "id": "1",
        "successful": True,
        "clientId": ada.id,
        "subscription": "/a",
    }
    assert ada.ask("/meta/subscribe", subscription=["/a", "/b/*"])["subscription"] == ["/a", "/b/*"]


def test_a_session_with_overlapping_subscriptions_gets_each_message_once() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a/b", "/a/*", "/a/**", "/**")
    scene.server.deliver("ada", "/a/b", b"1")
    scene.server.publish("/a/b", b"2")
    assert ada.fetch() == [1, 2]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "403::subscription_missing"),
        ({"subscription": None}, "403::subscription_missing"),
        ({"subscription": []}, "403::subscription_invalid"),
        ({"subscription": ""}, "403::subscription_invalid"),
        ({"subscription": "foo"}, "403::subscription_invalid"),
        ({"subscription": "/foo//bar"}, "403::subscription_invalid"),
        ({"subscription": "/foo/*/bar"}, "403::subscription_invalid"),
        ({"subscription": "/foo/"}, "403::subscription_invalid"),
        ({"subscription": "/foo/a*"}, "403::subscription_invalid"),
        ({"subscription": "/foo/***"}, "403::subscription_invalid"),
        ({"subscription": "/foo\n"}, "403::subscription_invalid"),
        ({"subscription": 7}, "403::subscription_invalid"),
        ({"subscription": {"a": 1}}, "403::subscription_invalid"),
        ({"subscription": ["/a", 7]}, "403::subscription_invalid"),
        ({"subscription": ["/a", None]}, "403::subscription_invalid"),
        ({"subscription": "/" + "x" * 256}, "403::subscription_invalid"),
        ({"subscription": "/x" * 17}, "403::subscription_invalid"),
        ({"subscription": "/meta/connect"}, "403::subscription_denied"),
        ({"subscription": "/meta/*"}, "403::subscription_denied"),
        ({"subscription": "/meta"}, "403::subscription_denied"),
        ({"subscription": "/service/**"}, "403::subscription_denied"),
        ({"subscription": ["/a", "/service/x"]}, "403::subscription_denied"),
    ],
)
def test_what_cannot_be_subscribed_is_refused_in_its_own_reply(fields: dict[str, object], error: str) -> None:
    scene = Scene()
    ada = scene.client()
    bad = ada.message("/meta/subscribe", **fields)
    good = ada.message("/meta/subscribe", subscription="/good")
    first, second = scene.ask(bad, good)
    assert (first["successful"], first["error"]) == (False, error)
    assert second["successful"] is True, "the rest of the batch is not affected"
    assert scene.server.deliver("ada", "/a", b"1") == 0, "all or none"


def test_channels_that_only_begin_like_meta_are_ordinary() -> None:
    assert Scene().client().subscribe("/metal", "/services/x")["successful"] is True


def test_a_segment_wildcard_matches_one_more_segment_and_a_deep_one_matches_any() -> None:
    scene = Scene()
    star, deep, root = (scene.client(None, pattern) for pattern in ("/a/*", "/a/**", "/**"))
    for channel in ("/a", "/a/b", "/a/b/c", "/b"):
        scene.server.publish(channel, f'"{channel}"'.encode())
    assert star.fetch() == ["/a/b"]
    assert deep.fetch() == ["/a/b", "/a/b/c"]
    assert root.fetch() == ["/a", "/a/b", "/a/b/c", "/b"]


def test_after_unsubscribing_nothing_comes_and_again_is_no_error() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a", "/b")
    for _ in range(2):
        reply = ada.ask("/meta/unsubscribe", subscription="/a", id="1")
        assert (reply["successful"], reply["subscription"]) == (True, "/a")
    assert (scene.server.deliver("ada", "/a", b"1"), scene.server.deliver("ada", "/b", b"1")) == (0, 1)


def test_a_malformed_unsubscription_is_an_error() -> None:
    ada = Scene().client()
    assert ada.ask("/meta/unsubscribe")["error"] == "403::subscription_missing"
    assert ada.ask("/meta/unsubscribe", subscription="x")["error"] == "403::subscription_invalid"


def test_subscribing_twice_is_no_error_and_delivers_once() -> None:
    scene = Scene()
    ada = scene.client("ada", "/a")
    ada.subscribe("/a", "/a")
    scene.server.deliver("ada", "/a", b"1")
    assert ada.fetch() == [1]


def test_the_number_of_subscriptions_is_limited() -> None:
    ada = Scene(subscriptions_max=3).client("ada", "/a", "/b")
    assert ada.subscribe("/b", "/c")["successful"] is True
    assert ada.subscribe("/d")["error"] == "403::subscriptions_exceeded"
    assert ada.subscribe("/a")["successful"] is True


class Private(Policy):
    def can_subscribe(self, principal: str | None, pattern: str) -> bool | Denied:
        if pattern.startswith("/secret"):
            return Denied("403::secret")
        return pattern != "/no"

    def is_exact_only(self, channel: str) -> bool:
        return channel == "/quiet/one"


def test_the_policy_may_refuse_a_subscription() -> None:
    ada = Scene(Private()).client()
    assert ada.subscribe("/yes")["successful"] is True
    assert ada.subscribe("/yes", "/no")["error"] == "403::subscription_denied"
    assert ada.subscribe("/secret/x")["error"] == "403::secret"


def test_the_policy_may_keep_a_channel_from_wildcards() -> None:
    scene = Scene(Private())
    ada = scene.client("ada", "/**", "/quiet/*")
    bob = scene.client("bob", "/quiet/one")
    scene.server.publish("/quiet/one", b"1")
    scene.server.deliver_many(["ada", "bob"], "/quiet/one", b"2")
    assert (ada.fetch(), bob.fetch()) == ([], [1, 2])


def test_without_a_session_nothing_can_be_subscribed() -> None:
    (reply,) = Scene().ask({"channel": "/meta/subscribe", "subscription": "/a"})
    assert reply["error"] == "402::session_unknown"
    assert reply["advice"] == {"reconnect": "handshake", "interval": 0}
