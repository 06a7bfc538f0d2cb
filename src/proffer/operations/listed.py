"""Every operation there is, by where it is posted: the one list that everything else is derived from."""

from __future__ import annotations

from proffer.center.agent_state import LOGGED_OUT
from proffer.center.center import Center
from proffer.operations.accept import ACCEPT
from proffer.operations.add_attachment import ADD_ATTACHMENT
from proffer.operations.add_comment import ADD_COMMENT
from proffer.operations.add_email import ADD_EMAIL
from proffer.operations.agent_state import DO_NOT_DISTURB_OFF, DO_NOT_DISTURB_ON, OFFLINE, SET_STATE
from proffer.operations.attach_user_data import ATTACH_USER_DATA, UPDATE_USER_DATA
from proffer.operations.cancel import CANCEL
from proffer.operations.complete import COMPLETE
from proffer.operations.create import CREATE
from proffer.operations.delete_user_data import DELETE_USER_DATA
from proffer.operations.end_contact_center_session import END_CONTACT_CENTER_SESSION
from proffer.operations.forward import FORWARD
from proffer.operations.frame import Operation
from proffer.operations.identify_contact import IDENTIFY_UCS_CONTACT
from proffer.operations.place_in_queue import PLACE_IN_QUEUE
from proffer.operations.pull_email import PULL_EMAIL
from proffer.operations.recall_send import RECALL_SEND
from proffer.operations.reject import REJECT
from proffer.operations.remove_attachment import REMOVE_ATTACHMENT
from proffer.operations.reply import REPLY, REPLY_ALL
from proffer.operations.report_response_usage import REPORT_RESPONSE_USAGE
from proffer.operations.save import SAVE
from proffer.operations.send import SEND
from proffer.operations.set_disposition import SET_DISPOSITION
from proffer.operations.set_in_focus import SET_IN_FOCUS
from proffer.operations.start_contact_center_session import START_CONTACT_CENTER_SESSION
from proffer.operations.transfer import TRANSFER

EMAIL_OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        ACCEPT,
        REJECT,
        COMPLETE,
        ATTACH_USER_DATA,
        UPDATE_USER_DATA,
        DELETE_USER_DATA,
        SET_DISPOSITION,
        ADD_COMMENT,
        SET_IN_FOCUS,
        REPLY,
        REPLY_ALL,
        FORWARD,
        SAVE,
        ADD_ATTACHMENT,
        REMOVE_ATTACHMENT,
        SEND,
        CANCEL,
        TRANSFER,
        PLACE_IN_QUEUE,
        REPORT_RESPONSE_USAGE,
    )
}
EMAILS_OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in (CREATE,)}
WORKBIN_OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in (ADD_EMAIL, PULL_EMAIL)}
OWN_EMAIL_OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in (RECALL_SEND,)}
SESSION_OPERATIONS: dict[str, Operation] = {
    operation.name: operation for operation in (START_CONTACT_CENTER_SESSION, END_CONTACT_CENTER_SESSION)
}
_CHANNEL_OPERATIONS: dict[str, Operation] = {
    operation.name: operation for operation in (DO_NOT_DISTURB_ON, DO_NOT_DISTURB_OFF)
}

CONTACT_OPERATIONS: dict[str, Operation] = {IDENTIFY_UCS_CONTACT.name: IDENTIFY_UCS_CONTACT}


def channel_operation(name: str, center: Center) -> Operation | None:
    """The operation behind a name posted to a channel: built-in ones, and the operationName of every agent state."""
    found = _CHANNEL_OPERATIONS.get(name)
    if found is not None:
        return found
    state = center.state_by_operation.get(name)
    if state is None:
        return None
    return OFFLINE if state.state == LOGGED_OUT else SET_STATE


def me_operation(name: str, center: Center) -> Operation | None:
    """The operation behind a name posted to /me: the session's, or a state for all channels at once."""
    return SESSION_OPERATIONS.get(name) or channel_operation(name, center)
