"""The frame of every operation: `reads` names the records it needs, `decide` makes the change; both are pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from proffer.agents.login import Login
from proffer.center.center import Center
from proffer.interaction.agent_view import View, agent_view
from proffer.interaction.bodies import GivenBodies, MadeBodies
from proffer.interaction.content import Content, content_key
from proffer.interaction.deadlines import handling_deadline
from proffer.interaction.email import Email
from proffer.interaction.notices import EmailNotice
from proffer.operations.parameters import Parameter
from proffer.record import Change, Key, Record, Struct, UserData, Write, replace

Parameters = Mapping[str, Any]


class Request(Struct, frozen=True, kw_only=True):
    """What somebody asks for. `raw` is the JSON object of the body; `agent` is whose login it concerns."""

    operation: str
    raw: Mapping[str, Any]
    agent: str  # user id
    actor: str  # user id of the one who asks: the agent, or a supervisor
    email: str | None = None
    channel: str | None = None
    workbin: str | None = None
    workbin_of: str | None = None  # user id; a supervisor pulls from another agent's
    reference: int | None = None  # sent by the client (2.12)
    operation_id: str | None = None


class Context(Struct, kw_only=True):
    """What a decision may rest on. `now` is written down, never compared."""

    now: int  # epoch milliseconds
    request: Request
    center: Center
    login: Login | None  # None: this agent never started a session
    email_or_none: Email | None = None
    found: Mapping[Key, Record] = {}
    bodies: MadeBodies | None = None  # what was made of the operation's `given_bodies`
    new_id: Callable[[], str]
    date_of: Callable[[int, str], tuple[int, int, int]]  # (epoch milliseconds, time zone) → year, month, day

    @property
    def email(self) -> Email:
        """The email the operation is about."""
        assert self.email_or_none is not None, "an email operation has an email"
        return self.email_or_none

    @property
    def open_login(self) -> Login:
        """The login of an agent whose session is open."""
        assert self.login is not None, "an email operation has a login"
        return self.login

    @property
    def content(self) -> Content | None:
        """The content of the email, where `reads` asked for it."""
        record = self.found.get(content_key(self.email.id))
        return record if isinstance(record, Content) else None

    @property
    def reference(self) -> int:
        """The referenceId of this request: the client's, else the next of the login (contract 2.12)."""
        sent = self.request.reference
        return self.open_login.reference + 1 if sent is None else sent

    def login_write(self, *, numbered: bool = True, **fields: Any) -> Write:
        """The agent's login after the operation; `numbered` counts its reference on unless the client sent one."""
        login = self.open_login
        if numbered and self.request.reference is None:
            fields["reference"] = login.reference + 1
        return Write(login, replace(login, **fields))

    def handling_deadline(self, user_data: UserData | None = None) -> int:
        """Every operation about an email restarts its handling-timeout (12.3), by `user_data` where that changes."""
        email = self.email
        return handling_deadline(email.queue, user_data or email.user_data, self.center, self.now)

    def notice(self, kind: str, email: Email, view: Any, content: Content | None = None) -> EmailNotice:
        """News for the agent who asked, with the reference of his request."""
        return EmailNotice(
            to=(self.request.agent,),
            kind=kind,
            email=email,
            view=view,
            content=content,
            reference=self.reference,
            operation_id=self.request.operation_id,
        )


def reads_nothing(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The email and the login are enough."""
    return ()


def no_bodies(context: Context, parameters: Parameters) -> GivenBodies | None:
    """The operation has nothing to do with texts."""
    return None


def reads_content(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The notice will show the whole email."""
    return (content_key(context.email.id),)


class Part(Struct, frozen=True, kw_only=True):
    """The outcome for one channel of a request that can succeed in part (contract 4.2). `code` 0: it succeeded."""

    channel: str
    code: int = 0
    message: str = ""


def in_one(context: Context, parameters: Parameters) -> tuple[Part, ...]:
    """The request succeeds as a whole."""
    return ()


class Operation(Struct, frozen=True, kw_only=True):
    """One thing somebody can ask for. `views`: the agent's view must be in one of these states (email operations).

    `then_reads` names what is known only from what `reads` found. What `given_bodies` returns is cleaned and completed
    before `decide`, which is pure and must not take long.
    """

    name: str
    decide: Callable[[Context, Parameters], Change | None]  # None: nothing to change, success all the same
    views: frozenset[str] = frozenset()
    sees: Callable[[Email, str], View | None] = agent_view  # whose the email must be: the asking agent's view of it
    parameters: tuple[Parameter, ...] = ()
    reads: Callable[[Context, Parameters], tuple[Key, ...]] = reads_nothing
    then_reads: Callable[[Context, Parameters], tuple[Key, ...]] | None = None
    given_bodies: Callable[[Context, Parameters], GivenBodies | None] = no_bodies
    in_session: bool = False  # without an email of its own it still needs a contact-centre session (10.0)
    numbered: bool = True  # its notifications carry a referenceId (2.12)
    outcome: Callable[[Context, Parameters], tuple[Part, ...]] = in_one
