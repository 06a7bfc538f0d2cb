"""Drafts: Create, Save and Cancel (contract 10.6, 10.7, 10.9)."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.interaction.email import CANCELED, HELD, Email
from proffer.operations.refused import Refused
from tests.cast import ADA, BOB, CENTER, House, with_options
from tests.mirror.operations.drafting import QUEUE, code_of, content, created, last

JONAS = "Jonas Weber <jonas.weber@example.org>"


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA)
    return house


async def test_create_gives_an_empty_draft_into_the_hands_of_who_asked(house: House) -> None:
    email = await house.email(await created(house, userData={"OrderNo": "20417"}))
    told = last(house)
    assert (told.kind, told.view.state, told.email.id) == ("StatusChange", "Composing", email.id)
    assert (email.state, email.holder, email.queue, email.subtype) == (HELD, ADA, "support-out", "OutboundNew")
    assert dict(email.user_data.values) == {"OrderNo": "20417"}
    assert email.handling_deadline is not None
    [shown] = await house.views.in_hand(ADA, with_content=True)
    assert shown.content == await content(house, email.id)


async def test_create_with_a_parent_joins_its_thread_and_gets_its_contact(house: House) -> None:
    parent = await house.mail(contact_id="000010a00000000C", thread_id="000010a00000000T")
    await house.ask(ADA, "Accept", parent)
    email = await house.email(await created(house, parentId=parent, userData={"a": 1}))
    assert (email.parent_id, email.thread_id, email.contact_id) == (parent, "000010a00000000T", "000010a00000000C")
    assert dict(email.user_data.values) == {"ContactId": "000010a00000000C", "a": 1}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, 1),
        ({"queueUri": ""}, 1),
        ({"queueUri": 7}, 10),
        ({"queueUri": "/queues/unknown"}, 6),
        ({"queueUri": "/skills/35d7174c-62a1-4450-a5df-633325bc993f"}, 6),
        ({"queueUri": "http://[/queues/x"}, 6),
        ({"queueName": "nowhere"}, 6),
        ({"queueName": "support"}, 10),
        ({"queueUri": QUEUE, "parentId": "000010a000000000"}, 6),
        ({"queueUri": QUEUE, "parentId": 5}, 10),
        ({"queueUri": QUEUE, "userData": ["a"]}, 10),
        ({"queueUri": QUEUE, "userData": {"k": "x" * 70_000}}, 10),
    ],
)
async def test_create_refuses_what_it_cannot_use(house: House, raw: dict[str, Any], code: int) -> None:
    assert await code_of(house, "Create", **raw) == code
    assert await house.views.in_hand(ADA, with_content=False) == []


async def test_create_takes_an_address_of_any_host_a_name_or_the_default_queue(house: House) -> None:
    await house.ask(ADA, "Create", queueUri=f"https://elsewhere.example:8443/api/v2{QUEUE}/")
    await house.ask(ADA, "Create", queueName="support-out")
    other = await House.open(with_options(default_outbound_queue="support-out"))
    await other.ready(ADA)
    await other.ask(ADA, "Create")
    assert len(await house.views.in_hand(ADA, with_content=False)) == 2
    assert last(other).email.queue == "support-out"


async def test_create_needs_a_session_and_a_parent_the_agent_can_see() -> None:
    house = await House.open()
    assert await code_of(house, "Create", queueUri=QUEUE) == 2
    await house.ready(BOB)
    parent = await house.mail()
    await house.ask(BOB, "Accept", parent)
    await house.ready(ADA)
    assert await code_of(house, "Create", queueUri=QUEUE, parentId=parent) == 6
    await house.ask(BOB, "Complete", parent)
    assert (await house.email(await created(house, parentId=parent))).parent_id == parent


async def test_save_replaces_what_is_given_keeps_the_rest_and_empties_what_is_empty(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Save", draft, email={"to": [JONAS], "cc": "a@x.example, b@x.example", "subject": "Refund"})
    await house.ask(ADA, "Save", draft, email={"body": "<p>We have <b>refunded</b> it.</p>", "cc": []})
    saved, told = await house.email(draft), last(house)
    assert (saved.to, saved.cc, saved.subject) == ((JONAS,), (), "Refund")
    assert (told.kind, told.view.state) == ("EmailSaved", "Composing")
    assert told.content is not None
    saved_content = await content(house, draft)
    for one in (told.content, saved_content):
        assert (one.html, one.text) == ("<p>We have <b>refunded</b> it.</p>", "We have refunded it.")
        assert one.mime == "text/html"
    await house.ask(ADA, "Save", draft, email={"to": "", "subject": "", "body": ""})
    assert ((await house.email(draft)).to, (await house.email(draft)).subject) == ((), None)
    assert (await content(house, draft)).text is None


async def test_plain_text_alone_makes_a_plain_draft_with_html_made_from_it(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Save", draft, email={"bodyAsPlainText": "1 < 2\nyes"})
    saved = await content(house, draft)
    assert (saved.mime, saved.text, saved.html) == ("text/plain", "1 < 2\nyes", "1 &lt; 2<br>\nyes")
    await house.ask(ADA, "Save", draft, email={"mime": "text/html"})
    assert (await content(house, draft)).mime == "text/html"


async def test_scripts_do_not_survive_a_save(house: House) -> None:
    draft = await created(house)
    evil = '<p onclick="x()">Hi<script>alert(1)</script><a href="javascript:x()">l</a><img src="cid:logo"></p>'
    await house.ask(ADA, "Save", draft, email={"body": evil})
    html = (await content(house, draft)).html or ""
    assert "script" not in html
    assert "onclick" not in html
    assert '<img src="cid:logo">' in html


async def test_a_sender_is_one_of_ours_or_the_one_the_draft_has(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Save", draft, email={"from": "Support Team <Support@demo.test>"})
    assert (await house.email(draft)).from_ == "Support Team <Support@demo.test>"
    assert await code_of(house, "Save", draft, email={"from": "ceo@demo.test"}) == 10
    await house.ask(ADA, "Save", draft, email={"from": ""})
    assert (await house.email(draft)).from_ is None


@pytest.mark.parametrize(
    "email",
    [
        None,
        {"to": 5},
        {"to": [5]},
        {"to": ["jonas"]},
        {"to": "jonas@"},
        {"to": ["a@b@c.example"]},
        {"to": ["a b@c.example"]},
        {"to": ["a@-c.example"]},
        {"to": ["a..b@c.example"]},
        {"to": ["<a@c.example"]},
        {"to": ["J\r\nBcc: x@y.example <a@c.example>"]},
        {"to": ["a@c.example\nBcc: x@y.example"]},
        {"to": ["\u2028 <a@c.example>"]},
        {"to": ["a@c.example"] * 201},
        {"to": ["a@c.example"] * 150, "cc": ["a@c.example"] * 51},
        {"to": ",".join(["a@c.example"] * 201)},
        {"subject": "x" * 999},
        {"subject": "Re\r\nBcc: x@y.example"},
        {"subject": ["a"]},
        {"from": "a\n@c.example"},
        {"body": 5},
        {"body": "x" * (2 * 1024 * 1024 + 1)},
        {"bodyAsPlainText": "ä" * (1024 * 1024 + 1)},
        {"body": "&" * (1024 * 1024)},
        {"mime": "text/richtext"},
        ["to"],
    ],
)
async def test_save_refuses_what_no_mail_can_have(house: House, email: Any) -> None:
    draft = await created(house)
    before = await house.email(draft)
    assert await code_of(house, "Save", draft, email=email) == (1 if email is None else 10)
    assert await house.email(draft) == before


async def test_addresses_are_taken_apart_as_people_write_them(house: House) -> None:
    draft = await created(house)
    people = '"Weber, Jonas" <j@x.example>,, b@x.example ,'
    await house.ask(ADA, "Save", draft, email={"to": people, "cc": ["é@bücher.example"]})
    saved = await house.email(draft)
    assert saved.to == ('"Weber, Jonas" <j@x.example>', "b@x.example")
    assert saved.cc == ("é@bücher.example",)
    await house.ask(ADA, "Save", draft, email={"to": list(saved.to)})
    assert (await house.email(draft)).to == saved.to


async def test_unchecked_addresses_may_have_forms_that_some_hosts_gave_out() -> None:
    house = await House.open(with_options(check_email_address=False))
    await house.ready(ADA)
    draft = await created(house)
    await house.ask(ADA, "Save", draft, email={"to": ["a..b.@docomo.example"]})
    assert await code_of(house, "Save", draft, email={"to": ["a@b\r\nBcc: c@d"]}) == 10


async def test_cancel_discards_the_text_and_tells_canceled(house: House) -> None:
    draft = await created(house)
    await house.ask(ADA, "Save", draft, email={"body": "<p>No.</p>"})
    await house.ask(ADA, "Cancel", draft)
    told = last(house)
    assert (told.kind, told.view.state, told.view.capabilities, told.view.shape) == (
        "StatusChange",
        "Canceled",
        (),
        "B",
    )
    email = await house.email(draft)
    assert (email.state, email.holder, email.finished) == (CANCELED, None, True)
    assert (await content(house, draft)).html is None
    assert await house.views.in_hand(ADA, with_content=False) == []
    assert await code_of(house, "Cancel", draft) == 2
    assert await code_of(house, "Save", draft, email={}) == 2


async def test_operations_of_drafts_and_of_inbound_emails_do_not_mix(house: House) -> None:
    inbound = await house.mail()
    assert await code_of(house, "Save", inbound, email={}) == 2
    await house.ask(ADA, "Accept", inbound)
    assert await code_of(house, "Cancel", inbound) == 2
    assert await code_of(house, "Create", inbound, queueUri=QUEUE) == 10
    draft = await created(house)
    assert await code_of(house, "Complete", draft) == 2


async def test_a_draft_counts_for_capacity_unless_its_parent_is_in_the_same_hands(house: House) -> None:
    parent = await house.mail("first")
    await house.ask(ADA, "Accept", parent)
    await created(house, parentId=parent)
    waiting = await house.mail("second")
    assert (await house.email(waiting)).state == "Queued"
    await house.ask(ADA, "Complete", parent)  # now the draft takes her one place
    await house.settle()
    assert (await house.email(waiting)).state == "Queued"
    draft = (await house.views.in_hand(ADA, with_content=False))[0].email
    await house.ask(ADA, "Cancel", draft.id)
    await house.settle()
    assert (await house.email(waiting)).state == "Offered"


async def test_a_supervisor_reads_a_draft_and_others_do_not(house: House) -> None:
    draft = await created(house)
    center = CENTER
    sam, bob = center.user_by_name["sam"], center.user_by_name["bob"]
    shown = await house.views.one(draft, sam, under_me=False)
    assert (shown.view.state, isinstance(shown.email, Email)) == ("Composing", True)
    with pytest.raises(Refused):
        await house.views.one(draft, bob, under_me=False)
