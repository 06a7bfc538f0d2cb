"""Remembering the last agent of a contact, which several operations do with `saveLAR` (contract 12.6)."""

from __future__ import annotations

from proffer.interaction.contact import LAST_AGENT_KEYS, survivor_of
from proffer.operations.frame import Context, Parameters
from proffer.operations.parameters import Parameter, boolean
from proffer.record import Key, Write, replace

SAVE_LAR = Parameter(name="saveLAR", read=boolean, default=False, text="The agent becomes the contact's last agent.")


def reads_contact(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The contact, when its last agent is to be written."""
    contact = context.email.contact_id
    return (("contact", contact),) if parameters["saveLAR"] and contact is not None else ()


def last_agent_writes(context: Context, parameters: Parameters) -> tuple[Write, ...]:
    """The contact with this agent as its last one; nothing without `saveLAR` or a contact."""
    for _, contact_id in reads_contact(context, parameters):
        contact = survivor_of(context.found, contact_id)
        user = context.center.user_by_id[context.request.agent]
        if contact is not None:
            attributes = contact.attributes | dict.fromkeys(LAST_AGENT_KEYS, user.employee_id)
            return (Write(contact, replace(contact, attributes=attributes)),)
    return ()
