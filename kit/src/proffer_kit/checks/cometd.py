"""The push channel (contract 6)."""

from __future__ import annotations

from proffer_kit.promise import DOCUMENTED, OURS, SEEN, Promise
from proffer_kit.push import NOTIFICATIONS, Push
from proffer_kit.site import Site


def _handshake(site: Site) -> None:
    body = [{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"], "id": "7"}]
    reply = site.ada.http.ask("POST", f"{NOTIFICATIONS}/handshake", body)
    [shaken] = reply.json
    assert shaken["successful"] is True, shaken
    assert (shaken["id"], shaken["version"]) == ("7", "1.0"), shaken
    assert "long-polling" in shaken["supportedConnectionTypes"], shaken
    assert shaken["advice"]["reconnect"] == "retry", shaken


def _single(site: Site) -> None:
    body = {"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}
    reply = site.ada.http.ask("POST", f"{NOTIFICATIONS}/", body)
    assert reply.json[0]["successful"] is True, reply.shown()


def _anonymous(site: Site) -> None:
    body = [{"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]
    site.ada.http.ask("POST", NOTIFICATIONS, body, anonymous=True).expect(403, 20)


def _get(site: Site) -> None:
    assert site.ada.http.ask("GET", NOTIFICATIONS).status == 405


def _unknown_client(site: Site) -> None:
    body = [{"channel": "/meta/connect", "clientId": "nobody", "connectionType": "long-polling"}]
    [reply] = site.ada.http.ask("POST", f"{NOTIFICATIONS}/connect", body).json
    assert reply["successful"] is False, reply
    assert reply["error"].startswith("402"), reply
    assert reply["advice"]["reconnect"] == "handshake", reply


def _foreign_client(site: Site) -> None:
    body = [{"channel": "/meta/connect", "clientId": site.bob.push.client_id, "advice": {"timeout": 0}}]
    [reply] = site.ada.http.ask("POST", f"{NOTIFICATIONS}/connect", body).json
    assert reply["successful"] is False, f"one agent could use another's session: {reply}"


def _subscriptions(site: Site) -> None:
    push = Push(site.ada.http)
    try:
        replies = push.open("/v2/me/*", "/**", "/v2/me/calls", "/notifications/services", "/meta/x")
        assert [one["successful"] for one in replies] == [True, True, True, True, False], replies
        since = push.since
        site.ada.state("Ready")
        push.wait(lambda message: message["channel"] == "/v2/me/channels", since)
        site.ada.state("NotReady")
        push.wait(lambda message: "Not Ready" in str(message), since)
        found = [one for one in push.messages[since:] if "'Ready'" in str(one) and one["channel"] == "/v2/me/channels"]
        assert len(found) == 1, f"told {len(found)} times over overlapping subscriptions"
    finally:
        push.close()


def _publish(site: Site) -> None:
    body = [{"channel": "/v2/me/emails", "clientId": site.ada.push.client_id, "data": {}}]
    [reply] = site.ada.http.ask("POST", NOTIFICATIONS, body).json
    assert reply["successful"] is False, reply
    assert reply["error"].startswith("403"), reply


PROMISES = (
    Promise("6.1", SEEN, "the handshake: Bayeux 1.0, long-polling, advice, the id echoed", _handshake),
    Promise("6.1", SEEN, "a single message and a trailing slash work", _single),
    Promise("6.1", SEEN, "without authentication: 403 / 20", _anonymous),
    Promise("6.1", OURS, "a GET that is no upgrade: 405", _get),
    Promise("6.1", SEEN, "an unknown client is told to shake hands again: 402", _unknown_client),
    Promise("6.1", OURS, "a client id of another user is unknown", _foreign_client),
    Promise("6.3", SEEN, "wildcards; each message once for each session; /meta is denied", _subscriptions),
    Promise("6.3", DOCUMENTED, "clients cannot publish: 403", _publish),
)
