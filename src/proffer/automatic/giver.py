"""Who transferred an email to the agent now invited: what a decision needs of him, what he is told (contract 9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.agents.login import Login, login_key
from proffer.automatic.park import drafts_key
from proffer.center.center import Center
from proffer.interaction.content import Content, content_key
from proffer.interaction.email import Email, Invitation
from proffer.interaction.notices import EmailNotice
from proffer.record import Key, Record, Struct


class Giver(Struct, frozen=True, kw_only=True):
    """His login, and the content of the email, which he may see again."""

    login: Login
    content: Content | None = None
    found: Mapping[Key, Record] = {}  # where his draft workbin is among, once there is something in it

    @property
    def gone(self) -> bool:
        """Logged out, of e-mail at least: nothing can come back into his hands (contract 10.11)."""
        return not self.login.open or self.login.media_channel is None


def giver_keys(email_id: str, giver: str | None, center: Center) -> tuple[Key, ...]:
    """The records behind a `Giver`; none for a routed invitation."""
    return () if giver is None else (login_key(giver), content_key(email_id), drafts_key(giver, center))


def giver_among(email: Email, found: Mapping[Key, Record]) -> Giver | None:
    """The giver of the open invitation; None when it is a routed one."""
    if not email.transferring or email.invitation is None or email.invitation.giver is None:
        return None
    login, content = found[login_key(email.invitation.giver)], found.get(content_key(email.id))
    assert isinstance(login, Login), "who holds an email has a login"
    return Giver(login=login, content=content if isinstance(content, Content) else None, found=found)


def giver_notice(giver: Giver, invitation: Invitation, kind: str, email: Email, view: Any, **more: Any) -> EmailNotice:
    """The outcome of his Transfer. It has the number of that request only while the session runs that it came from."""
    login = giver.login
    same = login.open and login.id == invitation.giver_login
    return EmailNotice(
        to=(login.agent,),
        kind=kind,
        email=email,
        view=view,
        reference=invitation.reference if same else None,
        operation_id=invitation.operation_id if same else None,
        **more,
    )
