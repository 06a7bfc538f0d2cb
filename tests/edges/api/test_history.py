"""History: what was written with a customer, by an agent, by all, told on /v2/me/ucs (contract 11.8)."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.engine import interaction_history
from tests.cast import ADA, BOB
from tests.edges.api.scenes import Scene, open_scene

CONTACT = "00001a105ZRAJKIM"
DAY_MS = 86_400_000
HISTORY = f"/api/v2/ucs/contacts/{CONTACT}/interactions"


async def scene_with_mail() -> tuple[Scene, list[str]]:
    """Two emails of the customer, a day apart; ada has completed the first."""
    scene = await open_scene("customers")
    house = scene.house
    await house.ask(ADA, "Ready")
    first = await house.mail("first", contact_id=CONTACT, from_="jonas.weber@example.org")
    await house.ask(ADA, "Accept", first)
    await house.ask(ADA, "SetDisposition", first, disposition="refunded")
    await house.ask(ADA, "Complete", first)
    house.clock.go(DAY_MS)
    second = await house.mail("second", contact_id=CONTACT)
    await house.ask(ADA, "Accept", second)
    scene.told.messages.clear()
    return scene, [first, second]


async def told(scene: Scene, **body: Any) -> list[Any]:
    """The interactions that ada is told."""
    reply = await scene.desk.ask("POST", HISTORY, {"operationName": "RetrieveContactHistory"} | body, as_="ada")
    assert reply.pair == (200, 0), reply.body
    [(agent, topic, message)] = scene.told.messages
    scene.told.messages.clear()
    assert (agent, topic, message["messageType"]) == (ADA, "/v2/me/ucs", "GetInteractionsHistoryMessage")
    assert message["referenceId"] == reply.json["referenceId"]
    return list(message["interactions"])


async def test_the_newest_comes_first_with_owner_state_and_dates() -> None:
    scene, [first, second] = await scene_with_mail()
    newest, oldest = await told(scene)
    assert (newest["id"], newest["status"], newest["ownerId"]) == (second, "IN_PROCESS", "E1001")
    assert (oldest["id"], oldest["status"], oldest["ownerId"]) == (first, "STOPPED", "E1001")
    assert (oldest["type"], oldest["subType"], oldest["subject"]) == ("Inbound", "InboundNew", "first")
    assert oldest["endDate"] == "2026-03-02 09:14:07.000+0000"
    assert "endDate" not in newest
    assert [one["id"] for one in await told(scene, sort="asc")] == [first, second]


async def test_days_bound_it_and_count_to_their_end() -> None:
    scene, [first, second] = await scene_with_mail()
    assert [one["id"] for one in await told(scene, toDate="2026-03-02")] == [first]
    assert [one["id"] for one in await told(scene, fromDate="2026-03-03")] == [second]
    moment = "2026-03-02T09:14:08.000+00:00"
    assert [one["id"] for one in await told(scene, toDate=moment)] == [first]
    assert await told(scene, fromDate="2026-04-01", toDate="2026-05-01") == []


async def test_user_data_is_shown_and_looked_for() -> None:
    scene, [first, _] = await scene_with_mail()
    [found] = await told(scene, customAttributes=["DISP_KEY", "None"], searchCustomAttributes={"DISP_KEY": "refunded"})
    assert (found["id"], found["customAttributes"]) == (first, {"DISP_KEY": "refunded"})


async def test_what_he_may_not_see_is_left_out() -> None:
    scene, [first, _] = await scene_with_mail()
    await scene.house.ask(BOB, "StartContactCenterSession")
    body = {"operationName": "RetrieveContactHistory"}
    scene.told.messages.clear()
    assert (await scene.desk.ask("POST", HISTORY, body, as_="bob")).pair == (200, 0)
    [(_, _, message)] = scene.told.messages
    assert [one["id"] for one in message["interactions"]] == [first]


async def test_other_media_have_no_history_here() -> None:
    scene, _ = await scene_with_mail()
    assert await told(scene, mediaType="voice") == []


@pytest.mark.parametrize(
    ("path", "body", "pair"),
    [
        (HISTORY, {"operationName": "RetrieveEverything"}, (400, 10)),
        (HISTORY, {}, (400, 1)),
        (HISTORY.replace("KIM", "LEE"), {"operationName": "RetrieveContactHistory"}, (404, 6)),
        (HISTORY, {"operationName": "RetrieveContactHistory", "fromDate": "yesterday"}, (400, 10)),
        (HISTORY, {"operationName": "RetrieveContactHistory", "sort": "up"}, (400, 10)),
        (HISTORY, {"operationName": "RetrieveContactHistory", "source": "tape"}, (400, 10)),
        (HISTORY, {"operationName": "RetrieveContactHistory", "customAttributes": "DISP_KEY"}, (400, 10)),
        (HISTORY, {"operationName": "RetrieveContactHistory", "searchCustomAttributes": []}, (400, 10)),
    ],
)
async def test_what_is_wrong_is_said_and_nobody_told(path: str, body: Any, pair: tuple[int, int]) -> None:
    scene = await open_scene("customers")
    assert (await scene.desk.ask("POST", path, body, as_="ada")).pair == pair
    assert scene.told.messages == []


async def test_it_needs_an_open_session() -> None:
    scene = await open_scene("customers")
    body = {"operationName": "RetrieveContactHistory"}
    assert (await scene.desk.ask("POST", HISTORY, body, as_="bob")).pair == (400, 2)


ALL = "/api/v2/ucs/interactions"
OF_ALL, OF_AGENT = "RetrieveInteractionHistory", "RetrieveAgentHistory"


async def listed(scene: Scene, name: str, **body: Any) -> list[str]:
    """The ids that ada is told, of all customers."""
    reply = await scene.desk.ask("POST", ALL, {"operationName": name} | body, as_="ada")
    assert reply.pair == (200, 0), reply.body
    [(agent, topic, message)] = scene.told.messages
    scene.told.messages.clear()
    assert (agent, topic, message["referenceId"]) == (ADA, "/v2/me/ucs", reply.json["referenceId"])
    return [one["id"] for one in message["interactions"]]


async def test_all_that_was_written_is_told_up_to_the_size_asked_for() -> None:
    scene, [first, second] = await scene_with_mail()
    waiting = await scene.house.mail("of nobody yet")
    scene.told.messages.clear()
    assert await listed(scene, OF_ALL) == [second, first], "what waits is not hers to see"
    assert waiting not in await listed(scene, OF_ALL, maxSize=1000)
    assert await listed(scene, OF_ALL, maxSize=1) == [second]
    assert await listed(scene, OF_ALL, maxSize=1, sort="asc") == [first]
    assert await listed(scene, OF_ALL, toDate="2026-03-02") == [first]
    assert await listed(scene, OF_ALL, searchCustomAttributes={"DISP_KEY": "refunded"}) == [first]
    assert await listed(scene, OF_ALL, mediaType="voice") == []


async def test_of_an_agent_is_told_what_he_holds_or_finished() -> None:
    scene, [first, second] = await scene_with_mail()
    assert await listed(scene, OF_AGENT, userId=ADA) == [second, first]
    assert await listed(scene, OF_AGENT, userId=BOB) == []


async def test_more_than_one_page_of_emails_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interaction_history, "EMAILS_AT_ONCE", 1)
    scene, [first, second] = await scene_with_mail()
    assert await listed(scene, OF_ALL) == [second, first]
    monkeypatch.setattr(interaction_history, "EMAILS_LOOKED_AT_MAX", 1)
    assert await listed(scene, OF_ALL) == [second]


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        ({"operationName": "RetrieveContactHistory"}, (400, 10)),
        ({"operationName": OF_AGENT}, (400, 1)),
        ({"operationName": OF_AGENT, "userId": "nobody"}, (404, 6)),
        ({"operationName": OF_ALL, "maxSize": 0}, (400, 10)),
        ({"operationName": OF_ALL, "maxSize": 1001}, (400, 10)),
        ({"operationName": OF_ALL, "maxSize": True}, (400, 10)),
        ({"operationName": OF_ALL, "maxSize": "10"}, (400, 10)),
        ({"operationName": OF_ALL, "fromDate": "yesterday"}, (400, 10)),
    ],
)
async def test_what_is_wrong_with_a_history_of_all_is_said(body: Any, pair: tuple[int, int]) -> None:
    scene = await open_scene("customers")
    assert (await scene.desk.ask("POST", ALL, body, as_="ada")).pair == pair
    assert scene.told.messages == []
