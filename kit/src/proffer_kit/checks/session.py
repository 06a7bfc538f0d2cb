"""The contact-centre session, the channel and its states (contract 4 and 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proffer_kit.promise import DOCUMENTED, OURS, SEEN, Promise
from proffer_kit.site import CHANNEL, ME, Site

NOT_READY_ID, READY_ID = "900D55CC-2BB0-431F-8BF9-D3525B383BE6", "9430250E-0A1B-421F-B372-F29E69366DED"


def _channel(site: Site) -> dict[str, Any]:
    [found] = site.ada.get("/api/v2/me/channels?fields=*").json["channels"]
    return dict(found)


def _told_of_state(site: Site, since: int, state: str) -> dict[str, Any]:
    def fits(message: dict[str, Any]) -> bool:
        data = message.get("data") or {}
        return message.get("channel") == "/v2/me/channels" and any(
            one.get("userState", {}).get("state") == state for one in data.get("channels", ())
        )

    return site.ada.push.wait(fits, since)


def _idempotent(site: Site) -> None:
    site.ada.start().expect(200, 0)
    site.ada.start().expect(200, 0)


def _partial(site: Site) -> None:
    reply = site.ada.post(ME, "StartContactCenterSession", channels=["voice", "email"], place=site.ada.place)
    reply.expect(200, 7)
    assert [one["channel"] for one in reply.json["failed"]] == ["voice"], reply.shown()
    assert [one["channel"] for one in reply.json["succeeded"]] == ["email"], reply.shown()
    assert reply.json["failed"][0]["statusCode"] == 3, reply.shown()


def _other_place(site: Site) -> None:
    site.ada.post(ME, "StartContactCenterSession", channels=["email"], place="kit-elsewhere").expect(400, 2)


def _taken_place(site: Site) -> None:
    site.bob.post(ME, "EndContactCenterSession").expect(200, 0)
    reply = site.bob.post(ME, "StartContactCenterSession", channels=["email"], place=site.ada.place)
    back = site.bob.start()
    reply.expect(409, 19)
    back.expect(200, 0)
    site.bob.push.close()
    site.bob.push = type(site.bob.push)(site.bob.http)
    site.bob.push.open("/v2/me/emails", "/v2/me/channels", "/v2/me/workbins", "/v2/me/ucs")


def _state_shown(site: Site) -> None:
    found = _channel(site)
    assert (found["channel"], found["dndState"]) == ("email", "Off"), found
    assert found["userState"]["id"].upper() == NOT_READY_ID, found
    assert found["userState"]["displayName"] == "Not Ready", found


def _state_told(site: Site) -> None:
    since = site.ada.push.since
    site.ada.state("Ready").expect(200, 0)
    data = _told_of_state(site, since, "Ready")
    assert data["messageType"] == "ChannelStateChangeMessageV2", data
    [channel] = data["channels"]
    assert channel["userState"]["id"].upper() == READY_ID, channel
    assert channel["dndState"] == "Off", channel


def _repeated_state(site: Site) -> None:
    since = site.ada.push.since
    site.ada.state("NotReady").expect(200, 0)
    _told_of_state(site, since, "NotReady")


def _dnd(site: Site) -> None:
    site.ada.state("DoNotDisturbOn").expect(200, 0)
    on = _channel(site)
    site.ada.state("DoNotDisturbOff").expect(200, 0)
    assert (on["dndState"], on["userState"]["state"]) == ("On", "NotReady"), on
    assert _channel(site)["dndState"] == "Off"


def _all_channels(site: Site) -> None:
    site.ada.post(ME, "Ready").expect(200, 0)
    assert _channel(site)["userState"]["state"] == "Ready"


def _reason(site: Site) -> None:
    site.ada.post(CHANNEL, "NotReady", reason="lunch").expect(200, 0)
    assert _channel(site)["userState"]["reason"] == "lunch"


def _offline(site: Site) -> None:
    since = site.ada.push.since
    site.ada.state("Offline").expect(200, 0)
    data = _told_of_state(site, since, "LoggedOut")
    assert "dndState" not in data["channels"][0], data
    assert site.ada.get("/api/v2/me/channels?fields=*").json["channels"] == []
    site.ada.state("Ready").expect(400, 2)
    site.ada.start().expect(200, 0)


def _unknown_channel(site: Site) -> None:
    site.ada.post("/api/v2/me/channels/nonsense", "Ready").expect(404, 6)


def _settings(section: str, plural: str) -> Callable[[Site], None]:
    def check(site: Site) -> None:
        found = site.ada.get(f"/api/v2/settings/{section}").json
        assert plural in str(found), f"no {plural}: {str(found)[:300]}"

    return check


PROMISES = (
    Promise("4.3", DOCUMENTED, "StartContactCenterSession again changes nothing", _idempotent),
    Promise("4.2", DOCUMENTED, "a channel that is not served fails by itself: 7", _partial),
    Promise("4.3", OURS, "another place while the session is open: 400 / 2", _other_place),
    Promise("4.3", OURS, "a place at which a colleague sits: 409 / 19", _taken_place),
    Promise("5.2", DOCUMENTED, "the channel shows state, id, name and do-not-disturb", _state_shown),
    Promise("5.4", DOCUMENTED, "a new state is told as ChannelStateChangeMessageV2", _state_told),
    Promise("5.3", OURS, "the same state again is answered 0 and told again", _repeated_state),
    Promise("5.3", DOCUMENTED, "do-not-disturb keeps the state", _dnd),
    Promise("5.3", DOCUMENTED, "a state posted to /me is that of all channels", _all_channels),
    Promise("5.3", OURS, "a reason is kept and shown", _reason),
    Promise("5.3", DOCUMENTED, "Offline logs the channel out; Ready is not valid then", _offline),
    Promise("5.3", OURS, "an unknown channel: 404 / 6", _unknown_channel),
    Promise("5.1", SEEN, "the settings have the agent states", _settings("agent-states", "Ready")),
    Promise("11.5", DOCUMENTED, "the settings have the dispositions", _settings("dispositions", "displayName")),
)
