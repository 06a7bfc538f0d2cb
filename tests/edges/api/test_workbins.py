"""An agent's workbins: put there, read, taken back (contract 10.23, 11.3)."""

from __future__ import annotations

import asyncio
from typing import Any

from proffer.interaction.email import HELD, SHELVED
from proffer.interaction.workbin import DRAFTS, IN_PROGRESS, workbin_id
from tests.cast import ADA, BOB, CENTER, SAM
from tests.edges.api.scenes import Scene, open_scene

KEYS = {"Workbin", "WorkbinAgentId", "InteractionId", "SubmittedAt", "AssignedAt", "OccuredAt"}


async def post(scene: Scene, workbin: str, operation: str, email: str, as_: str = "ada") -> Any:
    body = {"operationName": operation, "id": email}
    return await scene.desk.ask("POST", f"/api/v2/me/workbins/{workbin}", body, as_=as_)


def bin_of(agent: str, name: str = IN_PROGRESS) -> str:
    return workbin_id(CENTER.contact_center_id, agent, name)


async def test_every_agent_has_three_and_their_ids_stay() -> None:
    scene = await open_scene("processing")
    reply = await scene.desk.ask("GET", "/api/v2/me/workbins?fields=*", as_="ada")
    found = reply.json["workbins"]
    assert [one["workbinName"] for one in found] == ["email-draft-wb", "email-in-progress-wb", "email-personal-review"]
    assert found[1] == {
        "id": bin_of(ADA),
        "workbinName": IN_PROGRESS,
        "displayName": "In progress",
        "type": "Agent",
        "uri": f"https://cc.example/api/v2/workbins/{bin_of(ADA)}",
    }
    some = await scene.desk.ask("GET", f"/api/v2/workbins?workbinIds={bin_of(ADA)},x", as_="ada")
    assert some.json["uris"] == [found[1]["uri"]]
    assert (await scene.desk.ask("GET", f"/api/v2/workbins/{bin_of(BOB)}", as_="ada")).pair == (404, 6)


async def test_an_email_lies_there_and_is_taken_back_as_it_was() -> None:
    scene = await open_scene("processing")
    email = scene.names["email"]
    before = await scene.house.email(email)
    assert (await post(scene, bin_of(ADA), "AddInteraction", email)).pair == (200, 0)
    there = await scene.house.email(email)
    assert (there.state, there.holder, there.workbin) == (SHELVED, None, bin_of(ADA))
    assert {key: there.user_data[key] for key in ("Workbin", "SubmittedAt")} == {
        "Workbin": IN_PROGRESS,
        "SubmittedAt": "2026-03-02T09:14:07Z",
    }
    assert set(there.user_data.values) - set(before.user_data.values) == KEYS
    assert (await scene.desk.ask("GET", "/api/v2/me/emails", as_="ada")).json["uris"] == []
    shown = await scene.desk.ask("GET", f"/api/v2/me/workbins/{bin_of(ADA)}?subresources=emails", as_="ada")
    [listed] = shown.json["workbin"]["emails"]
    assert (listed["id"], listed["state"], listed["capabilities"]) == (email, "Processing", [])
    assert (await post(scene, bin_of(ADA), "PullInteraction", email)).pair == (200, 0)
    after = await scene.house.email(email)
    assert (after.state, after.holder, after.workbin, after.user_data) == (HELD, ADA, None, before.user_data)


async def test_a_draft_comes_back_as_a_draft() -> None:
    scene = await open_scene("composing")
    draft = scene.names["draft"]
    assert (await post(scene, bin_of(ADA, DRAFTS), "AddEmail", draft)).code == 0
    assert (await post(scene, bin_of(ADA, DRAFTS), "PullEmail", draft)).code == 0
    shown = await scene.desk.ask("GET", f"/api/v2/me/emails/{draft}", as_="ada")
    assert shown.json["email"]["state"] == "Composing"


async def test_of_two_pulls_at_once_one_gets_it() -> None:
    scene = await open_scene("shelved")
    pulls = (post(scene, bin_of(ADA), "PullEmail", scene.names["email"]) for _ in range(2))
    assert sorted([reply.code for reply in await asyncio.gather(*pulls)]) == [0, 2]
    login = scene.house.records.login(ADA)
    assert login is not None
    assert [item.email for item in login.in_hand] == [scene.names["email"]]


async def test_another_agents_workbin_is_not_his() -> None:
    scene = await open_scene("shelved")
    assert (await post(scene, bin_of(ADA), "PullEmail", scene.names["email"], as_="bob")).pair == (403, 5)
    assert (await post(scene, bin_of(BOB), "PullEmail", scene.names["email"], as_="bob")).pair == (404, 6)
    assert (await post(scene, bin_of(ADA, DRAFTS), "PullEmail", scene.names["email"])).pair == (404, 6)


async def test_what_is_wrong_is_said() -> None:
    scene = await open_scene("processing")
    email = scene.names["email"]
    assert (await post(scene, "nowhere", "AddEmail", email)).pair == (404, 6)
    assert (await post(scene, bin_of(ADA), "AddChat", email)).pair == (400, 10)
    assert (await post(scene, bin_of(ADA), "AddEmail", "")).pair == (400, 1)
    assert (await post(scene, bin_of(ADA), "AddEmail", "00001a0000000000")).pair == (404, 6)
    assert (await post(scene, bin_of(ADA), "PullEmail", email)).pair == (400, 2)
    assert (await post(scene, bin_of(ADA), "AddEmail", email)).code == 0
    assert (await post(scene, bin_of(ADA), "AddEmail", email)).pair == (400, 2)


async def test_a_group_shares_one_and_all_of_it_are_told() -> None:
    scene = await open_scene("processing")
    email = scene.names["email"]
    [shared] = (await scene.desk.ask("GET", "/api/v2/workbins?agentGroup=Support&fields=*", as_="ada")).json["workbins"]
    assert (shared["workbinName"], shared["type"]) == ("email-group-wb", "AgentGroup")
    assert (await post(scene, shared["id"], "AddEmail", email)).pair == (200, 0)
    await scene.house.settle()
    told = [
        (who, data["action"], data["agentGroup"]) for who, topic, data in scene.told.messages if "workbins" in topic
    ]
    assert {(ADA, "ItemAdded", "Support"), (BOB, "ItemAdded", "Support")} <= set(told)
    assert (await post(scene, shared["id"], "PullEmail", email, "bob")).pair == (200, 0)
    assert (await scene.house.email(email)).holder == BOB
    assert (await scene.house.records.get(("workbin", shared["id"]))).items == ()  # type: ignore[union-attr]


async def test_a_group_one_is_not_in_is_not_his_to_see() -> None:
    scene = await open_scene("processing")
    assert (await scene.desk.ask("GET", "/api/v2/workbins?agentGroup=Nobody", as_="ada")).pair == (404, 6)
    seen = await scene.desk.ask("GET", "/api/v2/workbins?agentGroup=Support", as_="sam")
    assert seen.pair == (200, 0)
    [uri] = seen.json["uris"]
    await scene.house.ask(SAM, "StartContactCenterSession", place="desk-s")
    assert (await post(scene, uri.rpartition("/")[2], "PullEmail", scene.names["email"], "sam")).pair[0] in (403, 404)


async def test_a_supervisor_pulls_from_an_agents_workbin_and_the_journal_says_who() -> None:
    scene = await open_scene("shelved")
    email = scene.names["email"]
    path = f"/api/v2/users/{ADA}/workbins/{bin_of(ADA)}"
    body = {"operationName": "PullEmail", "id": email}
    assert (await scene.desk.ask("POST", path, body, as_="bob")).pair == (403, 5)
    await scene.house.ask(SAM, "StartContactCenterSession", place="desk-s")
    add = {"operationName": "AddEmail", "id": email}
    assert (await scene.desk.ask("POST", path, add, as_="sam")).pair == (400, 10)
    assert (await scene.desk.ask("POST", path, body, as_="sam")).pair == (200, 0)
    assert (await scene.house.email(email)).holder == SAM
    rows = await scene.house.store.journal(email)
    assert [row.agent for row in rows if row.type == "EmailPulled"] == [SAM]
