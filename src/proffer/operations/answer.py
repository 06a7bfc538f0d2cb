"""What Reply, ReplyAll and Forward share: a draft under the email in hand, with its text quoted (contract 10.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from proffer.interaction.address import Mailbox, NotAnAddress, mailbox, printable, shown
from proffer.interaction.bodies import HTML, PLAIN, GivenBodies, MadeBodies, mime_of
from proffer.interaction.content import Attachment, Content
from proffer.interaction.document import Document
from proffer.interaction.email import Email
from proffer.interaction.events import AnswerBegun
from proffer.interaction.lifecycle import moved
from proffer.operations.draft_fields import ADDRESSES_MAX, SUBJECT_CHARACTERS_MAX, body, mime
from proffer.operations.frame import Context, Parameters
from proffer.operations.new_draft import USER_DATA, new_draft, referring_to
from proffer.operations.outbound_queue import QUEUE_NAME, QUEUE_URI, outbound_queue
from proffer.operations.parameters import Parameter, boolean, string
from proffer.operations.quoting import INDENT, is_shown, start_line, with_quote
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.operations.sizes import refuse_if_too_much_attached
from proffer.record import Change, Write, replace

PREFIX_CHARACTERS_MAX, LINE_CHARACTERS_MAX, INDENT_CHARACTERS_MAX = 64, 998, 8

Wanted = Callable[[Attachment, str], bool]  # (attachment of the original, HTML of the draft)


def parameters_of_answers(*, quoted: bool) -> tuple[Parameter, ...]:
    """`quoted`: whether the original is quoted unless something else is said."""
    return (
        QUEUE_URI,
        QUEUE_NAME,
        Parameter(name="body", read=body, text="HTML in front of the quote."),
        Parameter(name="bodyAsPlainText", read=body, text="The same as plain text; made from the HTML if not given."),
        Parameter(name="mime", read=mime, text="The form it is sent in."),
        USER_DATA,
        Parameter(name="subjectPrefix", read=string(PREFIX_CHARACTERS_MAX), text="In front of the original's subject."),
        Parameter(name="quoteOriginal", read=boolean, default=quoted, text="Whether the original is quoted below."),
        Parameter(
            name="replyToStartLine", read=string(LINE_CHARACTERS_MAX), text="The line in front of the quoted text."
        ),
        Parameter(
            name="indentCharacter",
            read=string(INDENT_CHARACTERS_MAX),
            default=INDENT,
            text="In front of each quoted line of plain text.",
        ),
    )


def given_bodies(context: Context, parameters: Parameters) -> GivenBodies | None:
    """The agent's own text, to be cleaned and completed; None when there is none."""
    html, text = parameters["body"], parameters["bodyAsPlainText"]
    return None if html is None and text is None else GivenBodies(html=html, text=text, mime=parameters["mime"])


def answer(
    context: Context, parameters: Parameters, *, subtype: str, prefix: str, refers: bool, wanted: Wanted, **fields: Any
) -> Change:
    """The draft; the email answered stays as it is, but for its handling-timer."""
    parent, original = context.email, context.content
    queue = outbound_queue(context, parameters)
    if sum(len(fields.get(name, ())) for name in ("to", "cc", "bcc")) > ADDRESSES_MAX:
        raise Refused(OUT_OF_RANGE, f"The email would have more than {ADDRESSES_MAX} addresses.")
    draft_id, bodies = context.new_id(), _bodies(context, parameters)
    given = GivenBodies(html=parameters["body"], text=parameters["bodyAsPlainText"], mime=parameters["mime"])
    drawn = "" if bodies is None or mime_of(given, HTML) == PLAIN else bodies.html  # plain text shows no pictures
    shared = _shared(context, drawn, wanted)
    refuse_if_too_much_attached(shared, context.center.options)
    content = Content(
        id=draft_id,
        html=None if bodies is None else bodies.html or None,
        text=None if bodies is None else bodies.text or None,
        mime=mime_of(given, HTML),
        attachments=shared,
        received_at=context.now,
        **(referring_to(original) if refers else {}),
    )
    change = new_draft(
        context,
        queue,
        content,
        subtype=subtype,
        parent=parent,
        user_data=parameters["userData"],
        from_=sender_of(context),
        subject=_subject(parent, prefix if parameters["subjectPrefix"] is None else parameters["subjectPrefix"]),
        **fields,
    )
    event = AnswerBegun(at=context.now, email=parent.id, agent=context.request.agent, draft=draft_id)
    touched = Write(parent, moved(parent, event, handling_deadline=context.handling_deadline()))
    documents = tuple(Write(None, _document(context, draft_id, one)) for one in shared)
    return replace(change, writes=(*change.writes, touched, *documents), events=(*change.events, event))


def original_sender(context: Context) -> tuple[str, ...]:
    """Whom an answer goes to: Reply-To of the original, else From with the name it came with."""
    original, email = context.content, context.email
    if original is not None and (wanted := reachable(original.reply_to)):
        return tuple(one.display for one in wanted)
    name = email.user_data.get("FromPersonal")
    named = name if isinstance(name, str) and printable(name) else ""
    return tuple(Mailbox(named, one.address).display for one in reachable((email.from_ or "",)))


def reachable(people: Iterable[str]) -> list[Mailbox]:
    """Those that have an address: a customer's mail may name anything, and to the rest no mail can be sent."""
    found = []
    for one in people:
        try:
            found.append(mailbox(one, checked=False))
        except NotAnAddress:
            continue
    return found


def sender_of(context: Context) -> str | None:
    """The address the original was written to if we may send from it, else its mailbox."""
    email, allowed = context.email, context.center.from_addresses
    written_to = (shown(one).address for one in email.to)
    return next((one for one in written_to if one.casefold() in allowed), email.mailbox)


def addresses_of(people: Iterable[str]) -> set[str]:
    """For comparing: addresses without names, hosts and names in one case."""
    return {shown(one).address.casefold() for one in people}


def shown_pictures(attachment: Attachment, html: str) -> bool:
    """Pictures of the original that the quoted HTML shows."""
    return attachment.content_id is not None and is_shown(attachment.content_id, html)


def _bodies(context: Context, parameters: Parameters) -> MadeBodies | None:
    if not parameters["quoteOriginal"]:
        return context.bodies
    email = context.email
    name = email.user_data.get("FromPersonal") or email.from_ or "somebody"
    date = context.date_of(email.arrived_at, context.center.options.time_zone)
    line = parameters["replyToStartLine"]
    line = start_line(date, str(name)) if line is None else line
    return with_quote(context.bodies, context.content, line, parameters["indentCharacter"])


def _subject(parent: Email, prefix: str) -> str | None:
    subject = parent.subject or ""
    doubled = bool(prefix.strip()) and subject.casefold().startswith(prefix.strip().casefold())
    return (subject if doubled else prefix + subject)[:SUBJECT_CHARACTERS_MAX] or None


def _shared(context: Context, html: str, wanted: Wanted) -> tuple[Attachment, ...]:
    """Files of the original under ids of their own; they lie where they lay."""
    original = context.content
    if original is None:
        return ()
    return tuple(
        replace(one, id=context.new_id(), blob=one.blob or original.blob)
        for one in original.attachments
        if (one.blob or original.blob) is not None and wanted(one, html)
    )


def _document(context: Context, draft_id: str, attachment: Attachment) -> Document:
    assert attachment.blob is not None, "a shared file has its blob"
    return Document(
        id=attachment.id,
        owner=context.request.agent,
        email=draft_id,
        name=attachment.name,
        mime=attachment.mime,
        size=attachment.size,
        blob=attachment.blob,
        part=attachment.part,
        uploaded_at=context.now,
    )
