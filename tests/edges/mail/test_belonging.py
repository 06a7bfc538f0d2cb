"""Where a mail goes that belongs to another: bounces to who sent it, receipts and notices to its thread."""

from __future__ import annotations

import pytest

from proffer.interaction.content import Content, content_key
from proffer.interaction.delivery import BOUNCED, Delivery, delivery_key
from proffer.interaction.email import HELD, OFFERED, QUEUED, STOPPED, Email
from tests.cast import ADA, BOB
from tests.edges.mail.desk import MAILBOX, SECOND, Desk

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"
DAY_MS = 86_400_000


def report(fields: str, about: str = "<r@example.com>", kind: str = "delivery-status") -> str:
    return (
        "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nSee below.\n"
        f"--b\nContent-Type: message/{kind}\n\nReporting-MTA: dns; mx.example.net\n\n{fields}\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {about}\nSubject: Re: Invoice\n\nHello\n--b--\n"
    )


FAILED = report(
    "Final-Recipient: rfc822; kim@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no"
)
DELAYED = report("Final-Recipient: rfc822; kim@example.org\nAction: delayed\nStatus: 4.4.1")
RECEIPT = report(
    "Final-Recipient: rfc822; kim@example.org\nDisposition: manual-action/MDN-sent-manually; displayed",
    kind="disposition-notification",
)


async def answered(desk: Desk) -> tuple[Email, Email]:
    """Kim's mail and what ada answered."""
    first = await desk.mail("kim@example.org", "<1@example.org>")
    return first, await desk.wrote(first, "<r@example.com>", "Kim <kim@example.org>")


async def test_a_bounce_is_a_child_of_what_bounced_and_goes_first_to_who_sent_it(desk: Desk) -> None:
    first, sent = await answered(desk)
    await desk.house.ready(BOB)
    for _ in range(2):  # bob is busy with the first mail; ada comes later and is idle for a shorter time
        await desk.house.settle()
    await desk.house.ready(ADA)
    bounce = await desk.mail(DAEMON, "<b@mx.example.net>", FAILED, path="")
    assert (bounce.subtype, bounce.parent_id, bounce.thread_id) == ("InboundNDR", sent.id, first.thread_id)
    assert (bounce.contact_id, bounce.queue) == (first.contact_id, first.queue)
    assert bounce.state == OFFERED
    assert bounce.invitation is not None
    assert (bounce.invitation.agent, bounce.user_data["RTargetTypeSelected"]) == (ADA, "0")


async def test_the_delivery_says_who_did_not_get_it_and_why(desk: Desk) -> None:
    _, sent = await answered(desk)
    await desk.mail(DAEMON, "<b@mx.example.net>", FAILED, path="")
    delivery = await desk.house.records.get(delivery_key(sent.id))
    assert isinstance(delivery, Delivery)
    (kim,) = delivery.recipients
    assert (kim.outcome, kim.words) == (BOUNCED, "5.1.1 550 no")


async def test_a_daemon_is_no_customer(desk: Desk) -> None:
    unknown = await desk.mail(DAEMON, "<b@mx.example.net>", FAILED, path="")
    assert (unknown.subtype, unknown.contact_id, unknown.state) == ("InboundNDR", None, QUEUED)


@pytest.mark.parametrize(("text", "subtype"), [(DELAYED, "InboundReport"), (RECEIPT, "InboundDisposition")])
async def test_other_reports_are_filed_with_the_mail_and_offered_to_nobody(desk: Desk, text: str, subtype: str) -> None:
    _, sent = await answered(desk)
    await desk.house.ready(ADA)
    filed = await desk.mail(DAEMON, "<d@mx.example.net>", text, path="")
    assert (filed.subtype, filed.state, filed.parent_id) == (subtype, STOPPED, sent.id)
    assert filed.finished_at is not None


async def test_a_report_of_a_mail_nobody_knows_is_offered_like_any_other(desk: Desk) -> None:
    """Filed, nobody would find it."""
    stray = await desk.mail(DAEMON, "<d@mx.example.net>", DELAYED, path="")
    assert (stray.subtype, stray.state, stray.parent_id) == ("InboundReport", QUEUED, None)


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: Auto-Replied (vacation); owner-email=x\n",
        "X-Autoreply: yes\n",
        "Precedence: auto_reply\n",
        "Subject: Automatische Antwort: Ihre Rechnung\n",
        "Subject: Out of Office: Invoice\n",
    ],
)
async def test_an_absence_notice_joins_the_thread_and_wakes_nobody(desk: Desk, headers: str) -> None:
    first, sent = await answered(desk)
    await desk.house.ready(ADA)
    await desk.house.settle()
    await desk.house.ask(ADA, "Accept", first.id)
    await desk.house.ask(ADA, "Complete", first.id)
    away = await desk.mail("kim@example.org", "<2@example.org>", f"{headers}In-Reply-To: <r@example.com>\n")
    assert (away.state, away.parent_id, away.thread_id) == (STOPPED, sent.id, first.thread_id)
    assert (await desk.house.email(first.id)).state == STOPPED


async def test_auto_submitted_no_means_no(desk: Desk) -> None:
    await answered(desk)
    headers = "Auto-Submitted: no\nX-Autoreply: yes\nIn-Reply-To: <r@example.com>\n"
    assert (await desk.mail("kim@example.org", "<2@example.org>", headers)).state == QUEUED


async def test_an_automatic_mail_about_nothing_we_know_is_offered(desk: Desk) -> None:
    email = await desk.mail("kim@example.org", "<2@example.org>", "Auto-Submitted: auto-replied\n")
    assert email.state == QUEUED
    content = await desk.house.records.get(content_key(email.id))
    assert isinstance(content, Content)
    assert [warning.code for warning in content.warnings] == ["automatic"]


async def test_more_mail_about_an_email_in_hand_joins_it_and_its_holder_is_told(desk: Desk) -> None:
    await desk.house.ready(ADA)
    first = await desk.mail("kim@example.org", "<1@example.org>")
    await desk.house.ask(ADA, "Accept", first.id)
    desk.house.told(ADA)
    for number in (2, 3):
        more = await desk.mail("kim@example.org", f"<{number}@example.org>", "In-Reply-To: <1@example.org>\n")
        assert (more.state, more.parent_id, more.thread_id) == (STOPPED, first.id, first.id)
        held = await desk.house.email(first.id)
        assert (held.state, held.user_data["ThreadUpdates"]) == (HELD, number - 1)
        assert desk.house.told(ADA) == [("PropertiesUpdated", "Processing", first.id)]


async def test_an_answer_to_our_answer_joins_the_email_that_is_still_in_hand(desk: Desk) -> None:
    await desk.house.ready(ADA)
    first = await desk.mail("kim@example.org", "<1@example.org>")
    await desk.house.ask(ADA, "Accept", first.id)
    await desk.wrote(first, "<r@example.com>", "kim@example.org")
    more = await desk.mail("kim@example.org", "<2@example.org>", "In-Reply-To: <r@example.com>\n")
    assert (more.state, more.parent_id) == (STOPPED, first.id)


async def test_once_it_is_completed_the_next_mail_is_offered_again(desk: Desk) -> None:
    await desk.house.ready(ADA)
    first = await desk.mail("kim@example.org", "<1@example.org>")
    await desk.house.ask(ADA, "Accept", first.id)
    await desk.house.ask(ADA, "Complete", first.id)
    more = await desk.mail("kim@example.org", "<2@example.org>", "In-Reply-To: <1@example.org>\n")
    assert (more.state, more.subtype, more.parent_id) == (OFFERED, "InboundReply", first.id)
    await desk.house.ask(ADA, "Accept", more.id)
    third = await desk.mail("kim@example.org", "<3@example.org>", "In-Reply-To: <1@example.org>\n")
    assert (third.state, third.parent_id) == (STOPPED, more.id)


async def test_a_stranger_who_knows_a_message_id_begins_his_own_and_the_agent_is_told_so(desk: Desk) -> None:
    first = await desk.mail("kim@example.org", "<1@example.org>")
    strange = await desk.mail("eve@elsewhere.example", "<2@elsewhere.example>", "In-Reply-To: <1@example.org>\n")
    assert (strange.parent_id, strange.state) == (None, QUEUED)
    content = await desk.house.records.get(content_key(strange.id))
    assert isinstance(content, Content)
    (warning,) = content.warnings
    assert warning.code == "not_of_the_thread"
    assert first.id in warning.text


async def test_a_mail_to_two_of_our_mailboxes_joins_the_email_in_hand_once_for_each(desk: Desk) -> None:
    await desk.house.ready(ADA)
    first = await desk.mail("kim@example.org", "<1@example.org>")
    await desk.house.ask(ADA, "Accept", first.id)
    text = f"From: kim@example.org\nTo: {MAILBOX}\nMessage-ID: <2@x>\nIn-Reply-To: <1@example.org>\n\nMore\n"
    both = await desk.came(text, [MAILBOX, SECOND], "kim@example.org")
    assert [one.state for one in both] == [STOPPED, STOPPED]
    assert (await desk.house.email(first.id)).user_data["ThreadUpdates"] == 2
