"""What operations on an email in hand share: it is changed in place and its holder told all of it (contract 10.12)."""

from __future__ import annotations

from typing import Any

from proffer.center.center import Center
from proffer.interaction.agent_view import COMPOSING, PROCESSING, View, agent_view
from proffer.interaction.email import Email
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import PROPERTIES_UPDATED
from proffer.operations.frame import Context
from proffer.record import Change, Event, Write

HELD_VIEWS = frozenset((PROCESSING, COMPOSING))


def properties_updated(context: Context, event: Event, **fields: Any) -> Change:
    """The email with `fields` changed, its handling-timer restarted, one `PropertiesUpdated` for the holder."""
    email = context.email
    after = moved(email, event, handling_deadline=context.handling_deadline(fields.get("user_data")), **fields)
    view = own_view(after, context.request.agent, context.center)
    notice = context.notice(PROPERTIES_UPDATED, after, view, context.content)
    return Change(writes=(Write(email, after), context.login_write()), events=(event,), notices=(notice,))


def own_view(email: Email, agent: str, center: Center) -> View:
    """The view of an agent who holds the email."""
    view = agent_view(email, agent, list_extensions=center.options.list_extension_capabilities)
    assert view is not None, "a holder has a view"
    return view
