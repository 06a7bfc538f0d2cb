"""What the router decides, and the record that says why."""

from __future__ import annotations

from proffer.center.queue import Target
from proffer.record import Struct

CANDIDATES_MAX = 8  # of one decision record: stored with every invitation; a row over 1 KB costs SQLite three times

ROUND, TARGET, ROUTING_TIMEOUT, RETRY = "round", "target", "routing-timeout", "retry"
PREFERRED = "preferred"


class Due(Struct, frozen=True):
    """A moment the router asked to be woken at. The engine hands it back unread; a stale one is ignored.

    `what`: ROUND, a pause is over (contract 12.2); TARGET, the next target is added (12.4); PREFERRED, the others need
    not wait for the preferred agent any longer (12.6); ROUTING_TIMEOUT (12.3); RETRY, an invitation was lost for no
    reason the router can see. `number` tells two of a kind apart.
    """

    what: str
    email: str
    queued_at: int  # epoch milliseconds: which stay in a queue is meant
    number: int = 0  # refusals so far, the step to leave, the timeout or the wait in milliseconds


class WakeIn(Struct, frozen=True):
    """Hand `due` back in `ms` milliseconds, counted on a clock that nobody sets."""

    ms: int
    due: Due


class Why(Struct, frozen=True):
    """The decision record: enough to answer "why did I get this?" (design 9.7). Encodes to JSON."""

    center: int  # the version of the configuration
    queue: str
    target: str
    step: int  # how many waits for further targets are over (contract 12.4)
    round: str  # "first": nobody has refused; "running": some have; "new": refusals are cleared (12.2)
    refused: int
    candidates: tuple[tuple[str, str], ...]  # (user id, verdict): the chosen one, the next in rank, the others
    more: int  # agents who fit and are not listed
    tie_break: str  # "only", "longest-idle", "employee-id", or "preferred": he is tried before all others (12.6)


class Invite(Struct, frozen=True):
    """Offer this email to this agent, if both records still have these versions.

    Counts as a reservation until the engine reports `Taken` or `Lost`.
    """

    email: str
    email_version: int
    agent: str  # user id
    login_version: int
    target: Target
    new_round: bool  # clear the refusals of the record
    why: Why


class Overflow(Struct, frozen=True):
    """The routing-timeout ran out: move this email to its queue's overflow queue, if it still has this version."""

    email: str
    email_version: int
    queue: str  # the overflow queue


class Overdue(Struct, frozen=True):
    """The routing-timeout ran out and there is no overflow queue: log it. The email waits on."""

    email: str
    queue: str


Decision = Invite | WakeIn | Overflow | Overdue
