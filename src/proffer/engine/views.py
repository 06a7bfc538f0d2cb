"""Emails as one user may see them: those in hand, one by id, and whether one was in hand before (contract 2.9)."""

from __future__ import annotations

from proffer.agents.login import Login, login_key
from proffer.center.user import User
from proffer.engine.ports import Store
from proffer.engine.records import Records
from proffer.interaction.agent_view import CANCELED, COMPLETED, FULL, REVOKED, View, agent_view
from proffer.interaction.content import Content, content_key
from proffer.interaction.email import CANCELED as EMAIL_CANCELED
from proffer.interaction.email import QUEUED, SHELVED, Email, email_key
from proffer.operations.refused import NOT_FOUND, Refused
from proffer.operations.visible import may_read
from proffer.record import Struct

LAST_STATES = {
    "InvitationRejected": COMPLETED,
    "TransferRejected": COMPLETED,
    "TransferExpired": REVOKED,
    "TransferRevoked": REVOKED,
    "EmailHandedOver": COMPLETED,
    "EmailCompleted": COMPLETED,
    "EmailPlaced": COMPLETED,
    "EmailShelved": COMPLETED,
    "DraftParked": REVOKED,
    "DraftSent": COMPLETED,
    "DraftSubmitted": COMPLETED,
    "DraftCanceled": CANCELED,
    "InvitationExpired": REVOKED,
    "InvitationRevoked": REVOKED,
    "EmailReturned": REVOKED,
    "HandlingExpired": REVOKED,
}


class Shown(Struct, frozen=True):
    """An email, the view a user has of it, and its content where the view is full and content was asked for."""

    email: Email
    view: View
    content: Content | None


class Views:
    """Reads for pages and clients; no event follows from them."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    async def in_hand(self, agent: str, *, with_content: bool) -> list[Shown]:
        """What the agent has in hand, oldest first. Raises StoreDown."""
        login = await self._records.get(login_key(agent))
        if not isinstance(login, Login):
            return []
        emails = await self._records.load([email_key(item.email) for item in login.in_hand])
        found: list[Shown] = []
        for item in login.in_hand:
            email = emails.get(email_key(item.email))
            view = self._view(email, agent) if isinstance(email, Email) else None
            if isinstance(email, Email) and view is not None:
                found.append(Shown(email, view, await self._content(email, view) if with_content else None))
        return found

    async def one(self, email_id: str, user: User, *, under_me: bool) -> Shown:
        """One email by id, as contract 2.9 allows it. Raises Refused(6), StoreDown."""
        email = await self._records.get(email_key(email_id))
        if not isinstance(email, Email):
            raise _not_found()
        view = self._view(email, user.id)
        if view is None:
            view = self._insight(email, user, under_me)
        return Shown(email, view, await self._content(email, view))

    def _view(self, email: Email, agent: str) -> View | None:
        extended = self._records.center.options.list_extension_capabilities
        return agent_view(email, agent, list_extensions=extended)

    def _insight(self, email: Email, user: User, under_me: bool) -> View:
        """An email that is not in the user's hands: finished ones for agents, all for roles with insight."""
        if under_me or not may_read(email, user, self._records.center):
            raise _not_found()
        if email.finished:
            return View(CANCELED if email.state == EMAIL_CANCELED else COMPLETED, (), FULL)
        if email.state in (QUEUED, SHELVED):
            return View("Queued" if email.state == QUEUED else "InWorkbin", (), FULL)
        holder = email.holder or (email.invitation.agent if email.invitation is not None else "")
        held = self._view(email, holder)
        return View(held.state if held is not None else COMPLETED, (), FULL)

    async def _content(self, email: Email, view: View) -> Content | None:
        if view.shape != FULL:
            return None
        content = await self._records.get(content_key(email.id))
        return content if isinstance(content, Content) else None


async def left_the_hands(store: Store, email_id: str, login: Login | None, agent: str, *, ever: bool) -> str | None:
    """The last state `agent` saw of an email that left his hands: in his open session, or `ever`. None: he had it not.

    Looked up in the journal, on the error path only.
    """
    left = [row for row in await store.journal(email_id) if row.agent == agent and row.type in LAST_STATES]
    if not left:
        return None
    in_this_session = login is not None and login.open and left[-1].at >= login.started_at
    return LAST_STATES[left[-1].type] if ever or in_this_session else None


def _not_found() -> Refused:
    return Refused(NOT_FOUND, "There is no such email.")
