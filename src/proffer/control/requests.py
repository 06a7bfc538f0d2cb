"""What can be asked of an administration, and what it answers; each is one line of JSON on the control socket."""

from __future__ import annotations

from typing import Any

from proffer.center_file import Difference
from proffer.record import Struct
from proffer.toml_file import Problem


class Apply(Struct, frozen=True, kw_only=True, tag_field="do", tag="apply"):
    """Put the contact centre in `text` (a center.toml) in force; without `commit` only tell what would change."""

    text: str
    commit: bool = False


class Applied(Struct, frozen=True, kw_only=True):
    """`number` is that of the configuration in force; `committed` says whether it is a new one."""

    number: int
    committed: bool
    differences: tuple[Difference, ...]


class SetPassword(Struct, frozen=True, kw_only=True, tag_field="do", tag="set-password"):
    """Give a user another password. Answers with his id."""

    user: str  # user name
    password: str
    must_change: bool = False


class Why(Struct, frozen=True, kw_only=True, tag_field="do", tag="why"):
    """Tell the story of one email, with the reasons of every invitation."""

    email: str


class Happened(Struct, frozen=True, kw_only=True):
    """One event of the journal; `agent` is a user name."""

    at: int  # epoch milliseconds
    type: str
    agent: str | None
    body: dict[str, Any]


class Explained(Struct, frozen=True, kw_only=True):
    """Where an email stands now, and how it came there, oldest first. `names`: user id → user name."""

    email: str
    state: str
    queue: str
    holder: str | None  # user name
    invited: str | None  # user name
    subject: str | None
    history: tuple[Happened, ...]
    names: dict[str, str]


class Inject(Struct, frozen=True, kw_only=True, tag_field="do", tag="inject"):
    """Take a message in as if it had come by SMTP. No recipients: those in its header that are mailboxes here."""

    message: bytes
    sender: str | None = None  # envelope sender; None: from the header
    recipients: tuple[str, ...] = ()


class Injected(Struct, frozen=True, kw_only=True):
    """The reply to each recipient, as SMTP would have said it: `250 2.0.0 Taken in as 000010a00…`."""

    replies: tuple[tuple[str, str], ...]


class Export(Struct, frozen=True, kw_only=True, tag_field="do", tag="export"):
    """Tell the contact centre in force as a center.toml."""


class Exported(Struct, frozen=True, kw_only=True):
    """`text` is the file; `applied_at` (epoch milliseconds) is 0 where it is not known."""

    number: int
    applied_at: int
    text: str


class AddUser(Struct, frozen=True, kw_only=True, tag_field="do", tag="add-user"):
    """Put one user more in force, with a password. `table` has the keys of `[users.NAME]` in a center.toml."""

    name: str
    table: dict[str, Any]
    password: str
    must_change: bool = False


class UserAdded(Struct, frozen=True, kw_only=True):
    """His id, the number of the configuration that has him, and the lines a center.toml needs to keep him."""

    user: str
    number: int
    toml: str


class ListUsers(Struct, frozen=True, kw_only=True, tag_field="do", tag="list-users"):
    """Who is there? Answers with a `ListedUser` each, in the order of the configuration."""


class ListedUser(Struct, frozen=True, kw_only=True):
    """A user, and whether he has a password to log in with."""

    name: str
    employee_id: str
    first_name: str
    last_name: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    skills: dict[str, int]
    enabled: bool
    has_password: bool


class Status(Struct, frozen=True, kw_only=True, tag_field="do", tag="status"):
    """How is the server? Answers with an object."""


Request = Apply | Export | AddUser | ListUsers | SetPassword | Why | Inject | Status


class Reply(Struct, frozen=True, omit_defaults=True):
    """One line back: what was asked for, or what stood against it."""

    done: Any = None
    refused: tuple[Problem, ...] = ()
