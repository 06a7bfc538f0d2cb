"""Log lines: one per event, with ids and the server's words, without what people write (docs/operate.md)."""

from __future__ import annotations

import io
import json

from proffer.observability.log import LineLog
from tests.cast import ADA, House


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
