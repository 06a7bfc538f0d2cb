"""What can be read, in the shapes of contract 2.3 and 2.4, through the real routes."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.center.agent_state import AgentState, Disposition
from proffer.engine.ports import StoreDown
from proffer.record import replace
from tests.cast import ADA, BOB, CENTER, SAM, with_options
from tests.edges.api.desk import Desk, credential

BASE = "https://cc.example/api/v2"


async def read(desk: Desk, path: str, name: str = "ada") -> Any:
    reply = await desk.ask("GET", f"/api/v2{path}", as_=name)
    assert reply.pair == (200, 0), reply.body
    return reply.json


async def test_me_is_exactly_what_the_contract_shows(desk: Desk) -> None:
    assert await read(desk, "/me") == {
        "statusCode": 0,
        "user": {
            "id": ADA,
            "userName": "ada",
            "firstName": "",
            "lastName": "",
            "emailAddress": "",
            "employeeId": "E1001",
            "roles": ["ROLE_AGENT"],
            "enabled": True,
            "changePasswordOnFirstLogin": False,
            "contactCenterId": CENTER.contact_center_id,
            "uri": f"{BASE}/users/{ADA}",
            "path": f"/users/{ADA}",
        },
    }


async def test_me_with_all_subresources(desk: Desk) -> None:
    await desk.house.ready(ADA)
    email = await desk.house.mail()
    user = (await read(desk, "/me?subresources=*"))["user"]
    assert [feature["id"] for feature in user["features"]] == [
        "api-multimedia",
        "api-multimedia-email",
        "api-provisioning-read",
        "api-supervisor-agent-control",
    ]
    assert user["devices"] == []
    assert user["channels"] == user["channelStates"]
    assert user["channels"][0]["userState"]["state"] == "Ready"
    assert [skill["level"] for skill in user["skills"]] == ["5"]
    assert [found["id"] for found in user["emails"]] == [email]
    assert user["interactions"] == user["emails"]
    assert user["settings"]["agent-states"]["Offline"]["state"] == "Logout"
    assert user["settings"]["general-settings"]["disposition-key"] == "DISP_KEY"
    assert not {"calls", "chats"} & set(user)


async def test_subresources_are_chosen_by_name_and_unknown_ones_ignored(desk: Desk) -> None:
    user = (await read(desk, "/me?subresources=features,devices,voicemails&fields=id"))["user"]
    assert set(user) == {"id", "features", "devices"}


async def test_a_child_whose_back_end_is_down_is_left_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(*_: Any, **__: Any) -> Any:
        raise StoreDown

    monkeypatch.setattr(desk.house.views, "in_hand", down)
    user = (await read(desk, "/me?subresources=*"))["user"]
    assert "emails" not in user
    assert "channels" in user


async def test_channels_are_those_the_agent_is_logged_in_to(desk: Desk) -> None:
    assert await read(desk, "/me/channels") == {"statusCode": 0, "uris": []}
    assert await read(desk, "/me/channels?fields=*") == {"statusCode": 0, "channels": []}
    assert (await read(desk, "/me/channels/email"))["channel"]["userState"]["state"] == "LoggedOut"
    await desk.house.ask(ADA, "StartContactCenterSession")
    assert await read(desk, "/me/channels") == {"statusCode": 0, "uris": [f"{BASE}/me/channels/email"]}
    state = {"id": "900D55CC-2BB0-431F-8BF9-D3525B383BE6", "displayName": "Not Ready", "state": "NotReady"}
    channel = {"channel": "email", "dndState": "Off", "userState": state}
    assert await read(desk, "/me/channels?fields=*") == {"statusCode": 0, "channels": [channel]}
    assert await read(desk, "/me/channels/email") == {"statusCode": 0, "channel": channel}
    assert (await desk.ask("GET", "/api/v2/me/channels/voice", as_="ada")).pair == (404, 6)


async def test_a_collection_is_uris_without_fields_and_objects_with(desk: Desk) -> None:
    skill = CENTER.skills[0]
    assert await read(desk, "/skills") == {"statusCode": 0, "uris": [f"{BASE}/skills/{skill.id}"]}
    assert await read(desk, "/skills?fields=id,name,nonsense") == {
        "statusCode": 0,
        "skills": [{"id": skill.id, "name": "Billing"}],
    }
    whole = {
        "id": skill.id,
        "name": "Billing",
        "description": "",
        "uri": f"{BASE}/skills/{skill.id}",
        "path": f"/skills/{skill.id}",
    }
    assert await read(desk, f"/skills/{skill.id}") == {"statusCode": 0, "skill": whole}
    mine = {"statusCode": 0, "skills": [whole | {"level": "5"}]}
    assert await read(desk, "/me/skills?fields=*") == mine
    assert await read(desk, f"/users/{BOB}/skills?fields=*") == mine


async def test_users_are_filtered_sorted_and_paged(desk: Desk) -> None:
    assert len((await read(desk, "/users"))["uris"]) == 4
    found = await read(desk, "/users?fields=userName&sortBy=userName&order=desc&limit=2&offset=1")
    assert found == {"statusCode": 0, "users": [{"userName": "cyn"}, {"userName": "bob"}], "totalCount": 4}
    assert (await read(desk, "/users?fields=id&roles=ROLE_SUPERVISOR"))["users"] == [{"id": SAM}]
    assert (await read(desk, "/users?fields=id&userName=bob&enabled=true"))["users"] == [{"id": BOB}]
    assert (await read(desk, "/users?fields=id&userName=bob&enabled=false"))["users"] == []
    assert (await read(desk, "/users?userName=bob"))["uris"] == [f"{BASE}/users/{BOB}"]
    assert len((await read(desk, "/users?nonsense=1&password=x"))["uris"]) == 4
    assert (await read(desk, "/users?limit=1000"))["totalCount"] == 4
    for query in ("limit=0", "limit=1001", "limit=x", "limit=", "offset=-1", "limit=٣", "order=up", "sortBy=skills"):
        assert (await desk.ask("GET", f"/api/v2/users?{query}", as_="ada")).pair == (400, 10), query


async def test_a_user_shows_his_skills_and_whether_he_must_change_his_password(desk: Desk) -> None:
    await credential(desk.house, BOB, must_change=True)
    user = (await read(desk, f"/users/{BOB}"))["user"]
    assert user["changePasswordOnFirstLogin"] is True
    assert user["skills"][0]["level"] == "5"
    assert "password" not in str(user).lower().replace("changepasswordonfirstlogin", "")
    assert (await desk.ask("GET", "/api/v2/users/nobody", as_="ada")).pair == (404, 6)
    assert (await desk.ask("GET", "/api/v2/users/nobody/skills", as_="ada")).pair == (404, 6)
    assert (await read(desk, "/users?subresources=skills"))["users"][0]["userName"] == "ada"


async def test_queues_say_whether_they_are_outbound(desk: Desk) -> None:
    queues = (await read(desk, "/queues?fields=*&channel=email"))["queues"]
    assert [(queue["name"], queue["outbound"], queue["internal"]) for queue in queues] == [
        ("support", False, False),
        ("second-level", False, False),
        ("support-out", True, False),
        ("support-review", True, False),
    ]
    assert (await read(desk, "/queues?fields=*&channel=voice"))["queues"] == []
    assert (await read(desk, f"/queues/{CENTER.queues[0].id}"))["queue"]["path"] == f"/queues/{CENTER.queues[0].id}"
    assert (await desk.ask("GET", "/api/v2/queues/none", as_="ada")).pair == (404, 6)


async def test_groups_are_chosen_by_type_and_dispositions_stand_in_theirs() -> None:
    refunded = Disposition(id="1", name="refunded", display_name="Money back")
    desk = await Desk.open(center=replace(CENTER, dispositions=(refunded,)))
    agent_groups = (await read(desk, "/groups?type=BusinessUnit&fields=*"))["groups"]
    assert [(group["name"], group["type"]) for group in agent_groups] == [("Support", "BusinessUnit")]
    (group,) = (await read(desk, "/groups?type=dispositions&fields=*"))["groups"]
    assert group["id"].startswith("1-")
    assert group["defaultGroup"] is True
    shown = {"id": "1", "name": "refunded", "displayName": "Money back"}
    alone = await read(desk, f"/groups/{group['id']}?subresources=dispositions")
    assert alone["group"]["dispositions"] == [shown]
    assert "dispositions" not in (await read(desk, f"/groups/{agent_groups[0]['id']}?subresources=*"))["group"]
    assert (await read(desk, "/settings/dispositions"))["settings"] == [shown]
    mine = (await read(desk, "/me/groups?type=BusinessUnit&fields=name"))["groups"]
    assert mine == [{"name": "Support"}]
    assert (await read(desk, "/me/groups", "sam"))["uris"] == []
    assert (await desk.ask("GET", "/api/v2/groups/none", as_="ada")).pair == (404, 6)


async def test_agent_states_are_the_five_and_the_centres_own() -> None:
    lunch = AgentState(id="L", operation_name="Lunch", display_name="Lunch", state="NotReady", reason="food")
    desk = await Desk.open(center=replace(CENTER, custom_states=(lunch,)))
    found = (await read(desk, "/settings/agent-states"))["settings"]
    assert [state["operationName"] for state in found] == [
        "Ready",
        "NotReady",
        "Offline",
        "AfterCallWork",
        "AuxWork",
        "Lunch",
    ]
    assert found[2] == {
        "id": "0F7F5003-EF26-4D13-A6Ef-D0C7EC819BEB",
        "operationName": "Offline",
        "displayName": "Offline",
        "state": "Logout",
    }
    assert found[3]["workMode"] == "AfterCallWork"
    assert found[5]["reason"] == "food"


async def test_settings_name_their_groups_and_each_group_its_key(desk: Desk) -> None:
    names = [group["displayName"] for group in (await read(desk, "/settings"))["settings"]]
    assert names == ["Agent States", "Dispositions", "General Settings"]
    general = await read(desk, "/settings/general-settings")
    assert general["key"] == "name"
    assert {"name": "max-request-bytes", "value": 4_194_304} in general["settings"]
    assert (await desk.ask("GET", "/api/v2/settings/none", as_="ada")).pair == (404, 6)


async def test_features_that_are_off_do_not_exist() -> None:
    desk = await Desk.open(center=with_options(api_multimedia=False))
    names = [feature["id"] for feature in (await read(desk, "/features?fields=id"))["features"]]
    assert names == ["api-multimedia-email", "api-provisioning-read", "api-supervisor-agent-control"]
    assert (await desk.ask("GET", "/api/v2/features/api-multimedia", as_="ada")).pair == (404, 6)
    assert (await read(desk, "/features/api-multimedia-email"))["feature"]["autoAssignOnContactCenterCreate"] is True
    assert (await desk.ask("GET", "/api/v2/system/features", as_="ada")).pair == (403, 5)


async def test_an_administrator_sees_every_feature() -> None:
    sam = replace(CENTER.users[3], roles=("apiuser",))
    desk = await Desk.open(center=replace(with_options(api_multimedia=False), users=(*CENTER.users[:3], sam)))
    assert len((await read(desk, "/system/features?fields=*", "sam"))["features"]) == 4


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        (
            {"api_multimedia": False, "api_multimedia_email": False},
            ["/me/emails", "/me/emails/1", "/email/1", "/emails/1", "/../x/v1/emails/1"],
        ),
        ({"api_provisioning_read": False}, ["/users", "/skills", "/groups", "/queues", f"/users/{ADA}"]),
    ],
)
async def test_resources_of_a_feature_that_is_off_are_404(options: dict[str, bool], paths: list[str]) -> None:
    desk = await Desk.open(center=with_options(**options))
    for path in paths:
        path = f"/api/v2{path}".replace("/v2/..", "")
        assert (await desk.ask("GET", path, as_="ada")).pair == (404, 6), path
    assert "emails" not in (await read(desk, "/me?subresources=emails"))["user"] or "api_provisioning_read" in options


async def test_services_are_three_and_active(desk: Desk) -> None:
    services = (await read(desk, "/services?fields=*"))["services"]
    assert [(service["type"], service["state"]) for service in services] == [
        ("Provisioning", "Active"),
        ("MultiMediaState", "Active"),
        ("MultiMediaContent", "Active"),
    ]
    assert services[0]["id"] == "ON_PREMISE_ENVIRONMENT"
    assert (await read(desk, f"/services/{services[1]['id']}"))["service"] == services[1]
    assert (await desk.ask("GET", "/api/v2/services/none", as_="ada")).pair == (404, 6)


async def test_the_version_is_told_to_anybody(desk: Desk) -> None:
    reply = await desk.ask("GET", "/api/v2/diagnostics/version/")
    assert reply.json["version"] == "8.5.202.96"
    assert set(reply.json) == {"statusCode", "version", "serverVersion"}
    assert "set-cookie" not in reply.headers
