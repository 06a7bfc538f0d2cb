"""What operations on a draft's files share: the content replaced, the holder told all of it (contract 10.16, 10.17)."""

from __future__ import annotations

import re

from proffer.interaction.content import Content
from proffer.interaction.lifecycle import moved
from proffer.operations.draft import draft_content
from proffer.operations.frame import Context
from proffer.operations.held import own_view
from proffer.record import Change, Event, Write

MIME = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}")


def files_changed(context: Context, event: Event, kind: str, content: Content, *writes: Write) -> Change:
    """The draft with its files as `content` has them, and one notification of this kind."""
    email, agent = context.email, context.request.agent
    after = moved(email, event, handling_deadline=context.handling_deadline())
    notice = context.notice(kind, after, own_view(after, agent, context.center), content)
    return Change(
        writes=(Write(email, after), Write(draft_content(context), content), context.login_write(), *writes),
        events=(event,),
        notices=(notice,),
    )
