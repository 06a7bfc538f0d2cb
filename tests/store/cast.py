"""The cast of the store's tests: ada and bob, emails of queue support, and the changes that move them about."""

from __future__ import annotations

from proffer.agents.login import InHand, Login, login_key
from proffer.engine.ports import Store
from proffer.interaction import events as e
from proffer.interaction.email import HELD, OFFERED, QUEUED, STOPPED, Email, Invitation, email_key
from proffer.record import Change, Committed, UserData, Write, replace

ADA, BOB = "a" * 32, "b" * 32
NOON = 1_772_442_847_000
TIMEOUT_MS = 30_000


class Clock:
    """Epoch milliseconds, moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


async def email_of(store: Store, email_id: str) -> Email:
    """The email as last committed."""
    record = (await store.load([email_key(email_id)]))[email_key(email_id)]
    assert isinstance(record, Email)
    return record


async def login_of(store: Store, agent: str) -> Login:
    """The login as last committed; a new one (version 0) if there is none."""
    record = (await store.load([login_key(agent)])).get(login_key(agent), Login(agent=agent))
    assert isinstance(record, Login)
    return record


def received(email_id: str, **fields: object) -> Change:
    """A new email in queue support."""
    known: dict[str, object] = {"queue": "support", "arrived_at": NOON, "queued_at": NOON}
    email = Email(id=email_id, **(known | {"user_data": UserData({"Subject": "Größe?"})} | fields))  # type: ignore[arg-type]
    return Change(writes=(Write(None, email),), events=(e.EmailReceived(at=NOON, email=email_id, queue=email.queue),))


def logged_in(login: Login) -> Change:
    """The agent's session begins."""
    return Change(
        writes=(write(login, replace(login, open=True, id=f"login of {login.agent[0]}")),),
        events=(e.FocusSet(at=NOON, agent=login.agent),),
    )


def invited(email: Email, login: Login) -> Change:
    """The email is offered to the agent."""
    invitation = Invitation(agent=login.agent, login=login.id, offered_at=NOON, expires_at=NOON + TIMEOUT_MS)
    return Change(
        writes=(
            write(email, replace(email, state=OFFERED, invitation=invitation)),
            write(login, replace(login, in_hand=(*login.in_hand, InHand(email=email.id, queue="support", since=NOON)))),
        ),
        events=(
            e.InvitationOpened(
                at=NOON, email=email.id, agent=login.agent, queue="support", expires_at=NOON + TIMEOUT_MS, why={"n": 1}
            ),
        ),
    )


def accepted(email: Email, login: Login) -> Change:
    """The invited agent takes it."""
    return Change(
        writes=(
            write(email, replace(email, state=HELD, holder=login.agent, invitation=None)),
            write(login, replace(login, reference=login.reference + 1)),
        ),
        events=(e.InvitationAccepted(at=NOON, email=email.id, agent=login.agent),),
    )


def revoked(email: Email, login: Login) -> Change:
    """The invitation is taken back."""
    return Change(
        writes=(write(email, replace(email, state=QUEUED, invitation=None)), write(login, without(login, email.id))),
        events=(e.InvitationRevoked(at=NOON, email=email.id, agent=login.agent, reason="gone"),),
    )


def completed(email: Email, login: Login) -> Change:
    """The holder finishes it."""
    return Change(
        writes=(
            write(email, replace(email, state=STOPPED, holder=None, finished_at=NOON)),
            write(login, without(login, email.id)),
        ),
        events=(e.EmailCompleted(at=NOON, email=email.id, agent=login.agent),),
    )


def commented(email: Email, comment: str = "call back") -> Change:
    """A small change of one email."""
    return Change(
        writes=(write(email, replace(email, comment=comment)),), events=(e.CommentAdded(at=NOON, email=email.id),)
    )


def write(before: Email | Login, after: Email | Login) -> Write:
    """A write over what was loaded, or of what is new."""
    return Write(before if before.version else None, after)


def without(login: Login, email_id: str) -> Login:
    """The login with that email out of hand."""
    return replace(login, in_hand=tuple(item for item in login.in_hand if item.email != email_id))


async def email_arrives(store: Store, **fields: object) -> Email:
    """A new email, committed."""
    email_id = store.new_id()
    return after(await store.save(received(email_id, **fields)), email_id)


def after(committed: Committed, email_id: str) -> Email:
    """The email as a change left it."""
    for one in committed.change.writes:
        if one.key == email_key(email_id):
            assert isinstance(one.after, Email)
            return one.after
    raise AssertionError("the change did not write this email")


async def offer(store: Store, agent: str = ADA) -> tuple[Email, Login]:
    """An email that is offered to the agent, with his login."""
    email = await email_arrives(store)
    committed = await store.save(invited(email, await login_of(store, agent)))
    return after(committed, email.id), await login_of(store, agent)
