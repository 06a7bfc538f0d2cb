"""SetInFocus: which email the agent looks at, for reporting; nobody is told (contract 10.20)."""

from __future__ import annotations

from proffer.interaction.events import FocusSet
from proffer.interaction.lifecycle import moved
from proffer.operations.frame import Context, Operation, Parameters
from proffer.operations.held import HELD_VIEWS
from proffer.record import Change, Write


def decide(context: Context, parameters: Parameters) -> Change:
    """One focus per agent; the handling-timer starts again; no notification, so no reference is used up."""
    email = context.email
    event = FocusSet(at=context.now, email=email.id, agent=context.request.agent)
    after = moved(email, event, handling_deadline=context.handling_deadline())
    login = context.login_write(numbered=False, focus=email.id)
    return Change(writes=(Write(email, after), login), events=(event,))


SET_IN_FOCUS = Operation(name="SetInFocus", views=HELD_VIEWS, numbered=False, decide=decide)
