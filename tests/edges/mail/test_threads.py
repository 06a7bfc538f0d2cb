"""An answer joins the thread of the mail it answers, if whoever sends it takes part there."""

from __future__ import annotations

import pytest

from tests.edges.mail.desk import Desk


async def test_a_first_mail_begins_a_thread_of_its_own(desk: Desk) -> None:
    email = await desk.mail("kim@example.org", "<1@example.org>")
    assert (email.subtype, email.parent_id, email.thread_id) == ("InboundNew", None, email.id)


@pytest.mark.parametrize("header", ["In-Reply-To: <1@example.org>\n", "References: <0@example.org> <1@example.org>\n"])
async def test_his_next_mail_joins_it(desk: Desk, header: str) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    second = await desk.mail("Kim@Example.org", "<2@example.org>", header)
    assert (second.subtype, second.parent_id, second.thread_id) == ("InboundReply", first.id, first.id)


async def test_who_got_a_copy_may_answer(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>", cc="Lee <lee@example.org>")
    second = await desk.mail("lee@example.org", "<2@example.org>", "In-Reply-To: <1@example.org>\n")
    assert second.thread_id == first.id
    assert second.contact_id != first.contact_id


async def test_the_third_party_we_asked_answers_into_the_thread(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    forwarded = await desk.wrote(first, "<f@example.com>", "Billing <billing@partner.example>")
    answer = await desk.mail("billing@partner.example", "<3@partner.example>", "In-Reply-To: <f@example.com>\n")
    assert (answer.parent_id, answer.thread_id) == (forwarded.id, first.id)


async def test_a_stranger_who_knows_a_message_id_gets_no_place_in_the_thread(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    strange = await desk.mail("mallory@elsewhere.example", "<x@elsewhere.example>", "In-Reply-To: <1@example.org>\n")
    assert (strange.subtype, strange.thread_id) == ("InboundNew", strange.id)
    assert strange.thread_id != first.thread_id


async def test_a_message_id_used_again_stays_with_the_first(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    await desk.mail("kim@example.org", "<1@example.org>", "Subject: another\n")
    answer = await desk.mail("kim@example.org", "<2@example.org>", "In-Reply-To: <1@example.org>\n")
    assert answer.parent_id == first.id


async def test_nonsense_in_the_references_is_no_thread(desk: Desk) -> None:
    email = await desk.mail("kim@example.org", "<1@example.org>", "References: <1@example.org> nonsense <>\n")
    assert (email.parent_id, email.thread_id) == (None, email.id)
