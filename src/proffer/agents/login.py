"""The record of an agent's contact-centre session: place, media channel, presence and what is in hand."""

from __future__ import annotations

from proffer.record import Key, Record, Struct, replace


class MediaChannel(Struct, frozen=True, kw_only=True):
    """An agent's readiness for e-mail (contract 5). `state` is Ready or NotReady, `state_id` the chosen agent state."""

    state_id: str
    state: str
    dnd: bool = False
    reason: str | None = None
    since: int = 0


class InHand(Struct, frozen=True, kw_only=True):
    """One email in the agent's hands: invited, processing or composing."""

    email: str
    queue: str
    since: int  # epoch milliseconds
    parent: str | None = None
    giver: str | None = None  # user id; while this agent is invited by transfer


class Login(Record, frozen=True, kw_only=True):
    """One per agent. Each change that gives or takes an email, numbers a request or alters readiness writes it."""

    agent: str  # user id
    id: str = ""  # new with every StartContactCenterSession
    open: bool = False
    started_at: int = 0  # epoch milliseconds; when this contact-centre session began
    place: str | None = None
    media_channel: MediaChannel | None = None  # None: logged out of e-mail
    present: tuple[str, ...] = ()  # nodes on which the agent has a Bayeux session
    was_present: bool = False  # had one in this contact-centre session
    in_hand: tuple[InHand, ...] = ()  # oldest first
    reference: int = 0  # last referenceId given out
    idle_since: int = 0  # last time an invitation came or the last own email ended
    missed: int = 0  # invitations unanswered in a row
    grace_deadline: int | None = None  # when a lost client's invitations are taken back
    focus: str | None = None  # email id

    @property
    def key(self) -> Key:
        return ("login", self.agent)


class Place(Record, frozen=True, kw_only=True):
    """A seat: who is logged in there. Stays when the agent leaves, so that its version tells every change."""

    name: str
    agent: str | None = None

    @property
    def key(self) -> Key:
        return ("place", self.name)


def login_key(agent: str) -> Key:
    """The key of an agent's login."""
    return ("login", agent)


def took(login: Login, email: InHand) -> tuple[InHand, ...]:
    """What is in hand once `email` came."""
    return (*login.in_hand, email)


def accepted(login: Login, email_id: str) -> tuple[InHand, ...]:
    """What is in hand once the agent accepted what a colleague had offered him."""
    return tuple([replace(item, giver=None) if item.email == email_id else item for item in login.in_hand])


def gave_up(login: Login, email_id: str) -> tuple[InHand, ...]:
    """What is in hand once the email left."""
    return tuple([item for item in login.in_hand if item.email != email_id])
