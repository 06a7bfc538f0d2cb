"""Send, review queues and RecallSend (contract 10.8, 11.10)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from proffer.center.center import Center
from proffer.interaction.contact import Contact
from proffer.interaction.delivery import Delivery, Recipient, delivery_key
from proffer.interaction.email import HELD, OUTBOX, QUEUED
from proffer.interaction.events import AttachmentAdded
from proffer.interaction.message_id import message_id
from proffer.interaction.notices import EmailNotice
from proffer.operations.refused import Refused
from proffer.record import Change, Write, replace
from tests.cast import ADA, BOB, CENTER, NOON, House, with_options
from tests.mirror.operations.drafting import code_of, content, created, last, text_attachment

TO = {"to": "Jonas <jonas@x.example>, jonas@x.example", "from": "support@demo.test", "body": "<p>Done.</p>"}


@pytest.fixture
async def house() -> House:
    house = await House.open(with_delay(0))
    await house.ready(ADA)
    return house


def with_delay(seconds: int, center: Center = CENTER) -> Center:
    queues = tuple(replace(queue, send_delay_seconds=seconds) if queue.outbound else queue for queue in center.queues)
    return replace(center, queues=queues)


async def delivery(house: House, email: str) -> Delivery | None:
    record = (await house.records.fresh((delivery_key(email),))).get(delivery_key(email))
    assert record is None or isinstance(record, Delivery)
    return record


async def first_attempt(house: House, email: str) -> Change:
    """What the outbox commits before it talks to the relay."""
    before = await delivery(house, email)
    assert before is not None
    begun = Write(before, replace(before, attempts=1))
    return Change(writes=(begun,), events=(AttachmentAdded(at=NOON, document="x"),))


async def test_send_puts_the_draft_into_the_outbox_with_its_delivery_in_one_change(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Save", draft, email={"subject": "Refund", "bcc": ["boss@x.example"]})
    before = house.store.transactions
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    assert house.store.transactions == before + 1
    email, told = await house.email(draft), last(house)
    assert (email.state, email.holder, email.sent_by, email.queue) == (OUTBOX, None, ADA, "support-out")
    assert (told.kind, told.view.state, told.view.shape, told.view.capabilities) == (
        "StatusChange",
        "Completed",
        "H",
        (),
    )
    assert (told.email.to, told.email.subject) == (("Jonas <jonas@x.example>", "jonas@x.example"), "Refund")
    assert await delivery(house, draft) == Delivery(
        version=1,
        email=draft,
        due_at=NOON,
        expires_at=NOON + 48 * 3_600_000,
        recipients=(Recipient(address="jonas@x.example"), Recipient(address="boss@x.example")),
    )
    assert (await content(house, draft)).message_id == f"<{draft}.6f83552e@demo.test>"
    assert await house.views.in_hand(ADA, with_content=False) == []
    assert await code_of(house, "Send", draft, queueName="support-out", email={}) == 2


async def test_the_delay_of_the_queue_puts_the_delivery_off() -> None:
    house = await House.open(with_delay(10))
    await house.ready(ADA)
    draft = await created(house)
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    found = await delivery(house, draft)
    assert found is not None
    assert found.due_at == NOON + 10_000


@pytest.mark.parametrize(
    ("raw", "code", "http"),
    [
        ({"email": {**TO, "to": []}}, 1, None),
        ({"email": {**TO, "from": ""}}, 1, None),
        ({"email": {**TO, "to": "jonas"}}, 10, None),
        ({"email": TO, "queueName": "nowhere"}, 6, None),
        ({"email": TO, "queueName": "support"}, 10, None),
        ({"email": TO, "queueName": None}, 1, None),
        ({"email": TO, "queueName": ""}, 1, None),
        ({"email": None}, 1, None),
        ({"email": TO, "saveLAR": "perhaps"}, 10, None),
    ],
)
async def test_what_is_not_complete_is_not_sent(house: House, raw: dict[str, Any], code: int, http: int | None) -> None:
    draft = await created(house)
    with pytest.raises(Refused) as refused:
        await house.ask(ADA, "Send", draft, **{"queueName": "support-out", **raw})
    assert (refused.value.code, refused.value.http) == (code, http)
    assert (await house.email(draft)).state == HELD
    assert await delivery(house, draft) is None


async def test_completeness_is_asked_in_the_contract_s_order() -> None:
    house = await House.open(with_options(mandatory_subject=True, attachments_bytes_max=1_024))
    await house.ready(ADA)
    draft = await created(house)
    await text_attachment(house, draft, size=1_025)
    steps: list[tuple[dict[str, Any], int, str]] = [
        ({}, 1, "recipient"),
        ({"to": "a@b.example"}, 1, "sender"),
        ({"from": "support@demo.test"}, 10, "attachments"),
    ]
    for fields, code, word in steps:
        await house.ask(ADA, "Save", draft, email=fields)
        with pytest.raises(Refused, match=word) as refused:
            await house.ask(ADA, "Send", draft, queueName="support-out", email={})
        assert refused.value.code == code
    assert refused.value.http == 413
    await text_attachment(house, draft, size=10)
    with pytest.raises(Refused, match="subject"):
        await house.ask(ADA, "Send", draft, queueName="support-out", email={"subject": "  "})
    await house.ask(ADA, "Send", draft, queueName="support-out", email={"subject": "Refund"})


async def test_a_message_that_would_grow_over_the_limit_is_refused(house: House) -> None:
    draft = await created(house)
    await text_attachment(house, draft, size=19 * 1024 * 1024)
    with pytest.raises(Refused, match="message would be larger") as refused:
        await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    assert (refused.value.code, refused.value.http) == (10, 413)


async def test_defaults_fill_in_queue_and_sender() -> None:
    house = await House.open(
        with_options(default_outbound_queue="support-out", default_from_address="support@demo.test")
    )
    await house.ready(ADA)
    draft = await created(house)
    await house.ask(ADA, "Send", draft, email={"to": ["a@b.example"]})
    assert (await house.email(draft)).from_ == "support@demo.test"


async def test_of_two_tabs_that_send_the_same_draft_one_wins(house: House) -> None:
    draft = await created(house)
    sent = [house.ask(ADA, "Send", draft, queueName="support-out", email=TO) for _ in range(3)]
    outcome = await asyncio.gather(*sent, return_exceptions=True)
    refused = [one for one in outcome if isinstance(one, Refused)]
    assert [one.code for one in refused] == [2, 2]
    sends = [row for row in await house.store.journal(draft) if row.type == "DraftSent"]
    assert len(sends) == 1


async def test_send_remembers_the_last_agent_if_asked(house: House) -> None:
    contact = Contact(id="000010a00000000C", email_addresses=("jonas@x.example",))
    changed = AttachmentAdded(at=NOON, document="x")
    await house.store.save(Change(writes=(Write(None, contact),), events=(changed,)))
    parent = await house.mail(contact_id=contact.id)
    await house.ask(ADA, "Accept", parent)
    draft = await created(house, parentId=parent)
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO, saveLAR=True)
    known = await house.records.get(contact.key)
    assert isinstance(known, Contact)
    assert known.attributes["LCA_EmplID_email"] == "E1001"


async def test_a_review_queue_offers_the_draft_and_the_reviewer_composes(house: House) -> None:
    await house.ready(BOB)
    await house.ask(ADA, "NotReady")
    draft = await created(house)
    await house.ask(ADA, "Send", draft, queueName="support-review", email=TO)
    await house.settle()
    assert (await house.email(draft)).queue == "support-review"
    assert ("StatusChange", "Invited", draft) in house.told(BOB)
    assert await delivery(house, draft) is None
    await house.ask(BOB, "Accept", draft)
    told = last(house)
    assert (told.kind, told.view.state) == ("StatusChange", "Composing")
    assert told.content is not None
    assert told.content.html == "<p>Done.</p>"
    await house.ask(BOB, "Send", draft, queueName="support-out", email={})
    email = await house.email(draft)
    assert (email.state, email.sent_by) == (OUTBOX, BOB)


async def test_a_rejected_review_waits_for_another_reviewer(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Send", draft, queueName="support-review", email=TO)
    await house.settle()
    await house.ask(ADA, "Reject", draft)  # she reviews too
    assert (await house.email(draft)).state == QUEUED
    assert (await house.email(draft)).refused == (ADA,)


async def test_the_sender_takes_an_email_back_before_it_leaves(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    house.notices.clear()
    await house.ask(ADA, "RecallSend", draft)
    email, told = await house.email(draft), last(house)
    assert (email.state, email.holder) == (HELD, ADA)
    assert (told.kind, told.view.state) == ("StatusChange", "Composing")
    assert told.content is not None
    assert told.content.text == "Done."
    assert await delivery(house, draft) is None
    await house.ask(ADA, "Send", draft, queueName="support-out", email={})
    assert (await house.email(draft)).state == OUTBOX


async def test_nobody_else_takes_it_back_nor_anybody_once_an_attempt_was_begun(house: House) -> None:
    await house.ready(BOB)
    draft = await created(house)
    assert await code_of(house, "RecallSend", draft) == 2  # composing still
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    with pytest.raises(Refused) as refused:
        await house.ask(BOB, "RecallSend", draft)
    assert refused.value.code == 6
    before = await delivery(house, draft)
    assert before is not None
    begun = Change(
        writes=(Write(before, replace(before, attempts=1)),), events=(AttachmentAdded(at=NOON, document=""),)
    )
    await house.store.save(begun)
    assert await code_of(house, "RecallSend", draft) == 2
    assert (await house.email(draft)).state == OUTBOX


async def test_recall_and_the_first_attempt_at_once_have_one_winner(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    before = await delivery(house, draft)
    assert before is not None
    begun = Change(
        writes=(Write(before, replace(before, attempts=1)),), events=(AttachmentAdded(at=NOON, document=""),)
    )
    outcome = await asyncio.gather(house.store.save(begun), house.ask(ADA, "RecallSend", draft), return_exceptions=True)
    assert sum(isinstance(one, Exception) for one in outcome) == 1


async def test_an_agent_reads_what_is_on_its_way_out_as_completed(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Send", draft, queueName="support-out", email=TO)
    ada = CENTER.user_by_id[ADA]
    assert (await house.views.one(draft, ada, under_me=False)).view.state == "Completed"
    with pytest.raises(Refused):
        await house.views.one(draft, ada, under_me=True)


async def test_the_message_id_has_the_sender_s_domain_in_ascii(house: House) -> None:
    email = await house.email(await created(house))
    unicode = replace(email, from_="Info <info@bücher.example>")
    assert message_id(unicode, "6f83552e-0299") == f"<{email.id}.6f83552e@xn--bcher-kva.example>"
    assert isinstance(last(house), EmailNotice)
