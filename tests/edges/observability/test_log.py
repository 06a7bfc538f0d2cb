"""One line per thing that happened, never a body or an address."""

from __future__ import annotations

import io
import json

import pytest

from proffer.observability.log import LineLog
from tests.cast import ADA, House


async def test_every_event_is_one_json_line_with_ids_and_words_only() -> None:
    house = await House.open()
    out = io.StringIO()
    log = LineLog(house.clock, as_json=True, stream=out)
    house.store.subscribe(log.on_commit)
    await house.ready(ADA)
    email = await house.mail("Secret subject", from_="jonas@example.org")
    await house.ask(ADA, "Reject", email)
    await house.settle()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    words = [line["event"] for line in lines]
    assert words == [
        "SessionStarted",
        "MediaChannelChanged",
        "EmailReceived",
        "InvitationOpened",
        "InvitationRejected",
    ]
    assert lines[-1]["email"] == email
    assert lines[-1]["agent"] == ADA
    assert lines[0]["time"] == "2026-03-02T09:14:07.000Z"
    assert "Secret" not in out.getvalue()
    assert "jonas" not in out.getvalue()


async def test_at_a_terminal_lines_are_for_people() -> None:
    out = io.StringIO()
    log = LineLog((await House.open()).clock, as_json=False, stream=out)
    log("ready", base="http://127.0.0.1:8080", note="two words")
    log.flush()
    assert out.getvalue() == "2026-03-02T09:14:07.000Z ready base=http://127.0.0.1:8080 note='two words'\n"


async def test_a_stream_that_is_closed_loses_lines_and_nothing_else() -> None:
    out = io.StringIO()
    log = LineLog((await House.open()).clock, as_json=True, stream=out)
    out.close()
    log("ready")
    log.flush()


async def test_nothing_that_a_customer_or_an_agent_wrote_gets_into_the_log() -> None:
    house = await House.open()
    lines = io.StringIO()
    house.store.subscribe(LineLog(house.clock, as_json=True, stream=lines).on_commit)
    await house.ready(ADA)
    email = await house.mail("written@by.customer")
    typed = "written@by.agent"
    await house.ask(ADA, "Accept", email)
    await house.ask(ADA, "AttachUserData", email, userData={typed: typed})
    await house.ask(ADA, "DeleteUserData", email, keys=[typed])
    await house.ask(ADA, "SetDisposition", email, disposition=typed)
    await house.ask(ADA, "AddComment", email, comment=typed)
    await house.ask(ADA, "NotReady", reason=typed)
    await house.settle()
    house.close()

    assert "written" not in lines.getvalue()
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = [(event["event"], event.get("email")) for event in events if event.get("email")]
    assert ("UserDataChanged", email) in told
    assert ("DispositionSet", email) in told
    assert [event["state"] for event in events if event["event"] == "MediaChannelChanged"] == ["Ready", "NotReady"]


@pytest.mark.parametrize("as_json", [True, False])
async def test_a_line_that_cannot_be_encoded_is_escaped_and_takes_no_other_along(as_json: bool) -> None:
    written = io.BytesIO()
    log = LineLog((await House.open()).clock, as_json=as_json, stream=io.TextIOWrapper(written, encoding="utf-8"))
    log("before", path="/ä")
    log("half", path="/\ud83d")
    log("after")
    log.flush()
    before, half, after = written.getvalue().decode().splitlines()
    assert all(("before" in before, "/ä" in before, "half" in half, "ud83d" in half, "after" in after))
