"""Reply, ReplyAll and Forward: a draft under the email in hand (contract 10.4, 10.5, 10.21)."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.interaction.content import Attachment, Content, content_key
from proffer.interaction.document import Document, document_key
from proffer.interaction.email import HELD, Email
from proffer.interaction.events import FocusSet
from proffer.record import Change, Write, replace
from tests.cast import ADA, NOON, House
from tests.mirror.operations.drafting import QUEUE, code_of, content, created, last

PICTURE = Attachment(
    id="00001a000picture", name="logo.png", size=3, mime="image/png", part="1.2", content_id="logo@x", inline=True
)
FILE = Attachment(id="00001a000000file", name="bill.pdf", size=9, mime="application/pdf", part="2")
HTML = '<p>Hello,<br>twice. <img src="cid:logo@x"></p>'
TEXT = "Hello,\ntwice."


@pytest.fixture
async def house() -> House:
    house = await House.open()
    await house.ready(ADA)
    return house


async def accepted(house: House, subject: str = "Invoice charged twice", **fields: Any) -> str:
    """In ada's hands, with texts, a picture that the HTML shows, and a file."""
    told = {"from_": "jonas@x.example", "to": ("Help <support@demo.test>",), "mailbox": "support@demo.test"}
    email = await house.mail(subject, **(told | fields))
    key = content_key(email)
    before = (await house.store.load((key,)))[key]
    assert isinstance(before, Content)
    after = replace(
        before,
        html=HTML,
        text=TEXT,
        attachments=(PICTURE, FILE),
        blob="f" * 32,
        message_id="<1@x>",
        references=("<0@x>",),
    )
    await house.store.save(Change(writes=(Write(before, after),), events=(FocusSet(at=NOON),)))
    await house.ask(ADA, "Accept", email)
    return email


async def begun(house: House, operation: str, email: str, **raw: Any) -> tuple[Email, Content]:
    """The draft that came of it."""
    await house.ask(ADA, operation, email, **{"queueUri": QUEUE, **raw})
    draft = last(house).email
    return draft, await content(house, draft.id)


async def test_a_reply_goes_to_the_sender_from_the_address_he_wrote_to(house: House) -> None:
    email = await accepted(house)
    draft, text = await begun(house, "Reply", email)
    assert (draft.direction, draft.subtype, draft.state, draft.holder) == ("Outbound", "OutboundReply", HELD, ADA)
    assert (draft.to, draft.cc, draft.from_) == (("jonas@x.example",), (), "support@demo.test")
    assert (draft.subject, draft.parent_id, draft.thread_id) == ("Re: Invoice charged twice", email, email)
    assert (text.in_reply_to, text.references) == ("<1@x>", ("<0@x>", "<1@x>"))
    assert (text.html, text.text, text.attachments) == (None, None, ())
    assert (await house.email(email)).state == HELD


async def test_reply_to_goes_before_from(house: House) -> None:
    email = await accepted(house)
    before = await content(house, email)
    after = replace(before, reply_to=("billing@x.example",))
    await house.store.save(Change(writes=(Write(before, after),), events=(FocusSet(at=NOON),)))
    draft, _ = await begun(house, "Reply", email)
    assert draft.to == ("billing@x.example",)


async def test_the_original_is_quoted_in_both_forms_below_what_was_written(house: House) -> None:
    email = await accepted(house)
    _, text = await begun(house, "Reply", email, quoteOriginal=True, body="<p>Sorry!</p>")
    assert text.text == "Sorry!\n\nOn 2 March 2026, jonas@x.example wrote:\n> Hello,\n> twice."
    assert text.html is not None
    assert text.html.startswith("<p>Sorry!</p>\n<p>On 2 March 2026, jonas@x.example wrote:</p>\n<blockquote><p>Hello,")


async def test_the_start_line_and_the_mark_can_be_chosen_and_are_no_html(house: House) -> None:
    email = await accepted(house)
    raw = {"quoteOriginal": "true", "replyToStartLine": "<b>He</b> said:", "indentCharacter": "| "}
    _, text = await begun(house, "Reply", email, **raw)
    assert text.text == "<b>He</b> said:\n| Hello,\n| twice."
    assert text.html is not None
    assert text.html.startswith("<p>&lt;b&gt;He&lt;/b&gt; said:</p>")


async def test_pictures_that_the_quote_shows_come_along_and_other_files_do_not(house: House) -> None:
    email = await accepted(house)
    draft, text = await begun(house, "Reply", email, quoteOriginal=True)
    [picture] = text.attachments
    assert (picture.content_id, picture.blob, picture.part) == ("logo@x", "f" * 32, "1.2")
    document = (await house.store.load((document_key(picture.id),)))[document_key(picture.id)]
    assert isinstance(document, Document)
    assert (document.email, document.blob, document.part, document.expires_at) == (draft.id, "f" * 32, "1.2", None)


@pytest.mark.parametrize(
    ("subject", "raw", "expected"),
    [
        ("Invoice", {}, "Re: Invoice"),
        ("RE: Invoice", {}, "RE: Invoice"),
        ("Invoice", {"subjectPrefix": "AW: "}, "AW: Invoice"),
        ("Re: Invoice", {"subjectPrefix": "AW: "}, "AW: Re: Invoice"),
        ("Invoice", {"subjectPrefix": ""}, "Invoice"),
    ],
)
async def test_the_prefix_is_not_doubled(house: House, subject: str, raw: dict[str, str], expected: str) -> None:
    email = await accepted(house, subject)
    draft, _ = await begun(house, "Reply", email, **raw)
    assert draft.subject == expected


async def test_a_reply_to_all_copies_the_others_and_none_of_us(house: House) -> None:
    email = await accepted(
        house,
        to=("Support@demo.test", "ines@x.example", "jonas@x.example"),
        cc=("Lee <lee@x.example>", "ines@x.example"),
    )
    draft, _ = await begun(house, "ReplyAll", email)
    assert (draft.to, draft.cc) == (("jonas@x.example",), ("Lee <lee@x.example>", "ines@x.example"))
    assert draft.from_ == "Support@demo.test"


async def test_a_forward_takes_everything_along_and_answers_nothing(house: House) -> None:
    email = await accepted(house)
    draft, text = await begun(house, "Forward", email, to="Billing <billing@partner.example>, x@partner.example")
    assert draft.to == ("Billing <billing@partner.example>", "x@partner.example")
    assert (draft.subtype, draft.subject, draft.parent_id) == ("OutboundForward", "Fwd: Invoice charged twice", email)
    assert [one.name for one in text.attachments] == ["logo.png", "bill.pdf"]
    assert (text.in_reply_to, text.references) == (None, ())
    assert text.text is not None
    assert "> twice." in text.text


async def test_a_forward_without_files_keeps_the_pictures_it_shows(house: House) -> None:
    email = await accepted(house)
    _, text = await begun(house, "Forward", email, includeAttachments=False)
    assert [one.name for one in text.attachments] == ["logo.png"]
    _, bare = await begun(house, "Forward", email, includeAttachments=False, quoteOriginal=False)
    assert bare.attachments == ()


async def test_it_may_be_repeated_and_each_time_the_handling_time_begins_anew(house: House) -> None:
    email = await accepted(house)
    house.clock.go(60_000)
    first, _ = await begun(house, "Reply", email)
    second, _ = await begun(house, "Reply", email, userData={"k": 1})
    assert first.id != second.id
    assert second.user_data["k"] == 1
    assert (await house.email(email)).handling_deadline == house.clock.now() + 180 * 60_000


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, 1),
        ({"queueUri": "/queues/35d7174c-62a1-4450-a5df-000000000000"}, 6),
        ({"queueName": "support"}, 10),
        ({"queueUri": QUEUE, "mime": "text/enriched"}, 10),
        ({"queueUri": QUEUE, "subjectPrefix": "x" * 65}, 10),
        ({"queueUri": QUEUE, "subjectPrefix": "Re:\r\nBcc: all@x.example"}, 10),
        ({"queueUri": QUEUE, "indentCharacter": "123456789"}, 10),
        ({"queueUri": QUEUE, "quoteOriginal": "perhaps"}, 10),
        ({"queueUri": QUEUE, "userData": []}, 10),
    ],
)
async def test_what_is_wrong_with_a_reply_is_said_and_no_draft_made(house: House, raw: Any, code: int) -> None:
    email = await accepted(house)
    assert await code_of(house, "Reply", email, **raw) == code
    assert [one.email.id for one in await house.views.in_hand(ADA, with_content=False)] == [email]


async def test_a_forward_to_no_address_is_refused(house: House) -> None:
    email = await accepted(house)
    assert await code_of(house, "Forward", email, queueUri=QUEUE, to="nobody") == 10


async def test_an_invited_agent_cannot_answer_yet(house: House) -> None:
    email = await house.mail()
    assert await code_of(house, "Reply", email, queueUri=QUEUE) == 2


async def test_a_reply_to_all_leaves_out_what_is_no_address(house: House) -> None:
    """A customer's mail may name anything; to such a recipient no mail could be sent."""
    email = await accepted(house, cc=("undisclosed-recipients:;", "Kim <kim@x.example>", "no address"))
    draft, _ = await begun(house, "ReplyAll", email)
    assert draft.cc == ("Kim <kim@x.example>",)


async def test_a_reply_to_who_cannot_be_reached_goes_to_from(house: House) -> None:
    email = await accepted(house)
    before = await content(house, email)
    after = replace(before, reply_to=("nobody",))
    await house.store.save(Change(writes=(Write(before, after),), events=(FocusSet(at=NOON),)))
    draft, _ = await begun(house, "Reply", email)
    assert draft.to == ("jonas@x.example",)


async def test_only_an_address_it_was_written_to_is_the_sender_of_the_reply(house: House) -> None:
    email = await accepted(house, to=("other@x.example",), cc=("support@demo.test",), mailbox="sales@demo.test")
    draft, _ = await begun(house, "Reply", email)
    assert draft.from_ == "sales@demo.test"


async def test_a_plain_reply_takes_no_pictures_along(house: House) -> None:
    email = await accepted(house)
    _, text = await begun(house, "Reply", email, quoteOriginal=True, mime="text/plain", bodyAsPlainText="Sorry!")
    assert text.attachments == ()


async def test_a_file_of_another_email_in_hand_can_be_attached(house: House) -> None:
    email = await accepted(house)
    draft = await created(house)
    await house.ask(ADA, "AddAttachment", draft, documentId=FILE.id)
    [attached] = (await content(house, draft)).attachments
    assert (attached.name, attached.blob, attached.part) == ("bill.pdf", "f" * 32, "2")
    await house.ask(ADA, "Complete", email)


async def test_a_file_that_hangs_nowhere_is_not_there(house: House) -> None:
    await accepted(house)
    draft = await created(house)
    assert await code_of(house, "AddAttachment", draft, documentId="00001a0000000000") == 6
