"""A user changes his password; the result is pushed to his desktops (contract 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.agents.notices import PasswordNotice
from proffer.api.call import OK, Answer
from proffer.api.edge import Asked, Edge
from proffer.api.events import PasswordChanged
from proffer.center.credential import Credential
from proffer.center.user import User
from proffer.engine.ports import Conflict
from proffer.operations.parameters import Parameter, read_parameters, takes
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import Change, Write, replace

CHANGE_PASSWORD_OPERATION = "ChangePassword"  # noqa: S105 - the name of an operation
CHANGED, GUIDELINES, WRONG_OLD, INTERNAL = 0, 1, 2, 3  # errorCode of the notification

Outcome = tuple[int, str]


@takes(type="string")
def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a string.")
    return value


PARAMETERS = (
    Parameter(name="oldPassword", read=_text, required=True, may_be_empty=False),
    Parameter(name="newPassword", read=_text, required=True, may_be_empty=False),
)


async def change_password(edge: Edge, asked: Asked, raw: Mapping[str, Any]) -> Answer:
    """Answers 0 as soon as it is decided; whether it worked stands in the notification."""
    given = read_parameters(PARAMETERS, raw)
    user = asked.caller.user
    code, message = await _outcome(edge, asked, given["oldPassword"], given["newPassword"])
    if code == CHANGED:
        edge.sessions.password_changed(user.id)
    edge.push(user.id, PasswordNotice(to=(user.id,), code=code, message=message))
    return OK


async def _outcome(edge: Edge, asked: Asked, old: str, new: str) -> Outcome:
    user = asked.caller.user
    settings = edge.settings
    who = edge.failed_logins.who(user.user_name, asked.call.peer)
    edge.failed_logins.begin(who)  # an open desktop is no place to guess at the password
    credential = await _credential(edge, user)
    if credential is None or not await edge.passwords.verify(credential.password_hash, old):
        return WRONG_OLD, "The old password is wrong."
    edge.failed_logins.forget(who)
    if not settings.password_characters_min <= len(new) <= settings.password_characters_max:
        least, most = settings.password_characters_min, settings.password_characters_max
        return GUIDELINES, f"A password has {least} to {most} characters."
    return await _saved(edge, credential, await edge.passwords.hash(new))


async def _saved(edge: Edge, credential: Credential, password_hash: str) -> Outcome:
    now = edge.clock()
    after = replace(credential, password_hash=password_hash, must_change=False, changed_at=now)
    change = Change(writes=(Write(credential, after),), events=(PasswordChanged(at=now, agent=credential.user),))
    try:
        await edge.store.save(change)
    except Conflict:
        return INTERNAL, "The password was changed by somebody else at the same time."
    return CHANGED, ""


async def _credential(edge: Edge, user: User) -> Credential | None:
    record = await edge.records.get(("credential", user.id))
    return record if isinstance(record, Credential) else None
