"""An email is what its journal made of it: its events, told again by the table of its life, end where it is."""

from __future__ import annotations

from collections.abc import Iterator

from proffer.audit.finding import Finding
from proffer.audit.people import People
from proffer.interaction.email import ENDS, HELD, OFFERED, QUEUED, Email
from proffer.interaction.events import (
    DraftCreated,
    DraftSent,
    DraftSubmitted,
    EmailPlaced,
    EmailPulled,
    EmailReceived,
    InvitationAccepted,
    RoutingExpired,
    SendRecalled,
    TransferExpired,
    TransferRejected,
    TransferRevoked,
)
from proffer.interaction.lifecycle import TRANSITIONS
from proffer.store.inspection import StoryRow

STEPS = {(state, event.__name__): to for (state, event), to in TRANSITIONS.items()}
MOVING = frozenset(name for _, name in STEPS)
RECEIVED, CREATED, ACCEPTED = EmailReceived.__name__, DraftCreated.__name__, InvitationAccepted.__name__
TAKE_IN_HAND = frozenset((ACCEPTED, SendRecalled.__name__, EmailPulled.__name__))
ENDS_OF_TRANSFERS = frozenset(event.__name__ for event in (TransferRejected, TransferExpired, TransferRevoked))
CHANGE_THE_QUEUE = frozenset(kind.__name__ for kind in (EmailPlaced, RoutingExpired, DraftSent, DraftSubmitted))


class Story:
    """One email's life as its journal tells it, event by event; `fault` says where the story is impossible."""

    def __init__(self) -> None:
        self.state: str | None = None
        self.queue: str | None = None
        self.invited: str | None = None
        self.holder: str | None = None
        self.finished_at: int | None = None
        self.fault: str | None = None

    def tell(self, row: StoryRow) -> None:
        """The next event. After a fault nothing counts any more."""
        if self.fault is not None:
            return
        if row.type in (RECEIVED, CREATED):
            self._begin(row)
        elif row.type in MOVING:
            self._step(row)

    def _begin(self, row: StoryRow) -> None:
        if self.state is not None:
            self.fault = "came into being more than once"
        self.state, self.queue = QUEUED, row.queue
        if row.type == CREATED:
            self.state, self.holder = HELD, row.agent

    def _step(self, row: StoryRow) -> None:
        to = STEPS.get((self.state or "", row.type))
        if to is None:
            self.fault = f"{row.type} cannot happen to an email that is {self.state or 'not received yet'}"
            return
        if row.type == ACCEPTED and row.agent != self.invited:
            self.fault = f"{row.agent} accepted it, but {self.invited} was invited"
        if row.type in ENDS_OF_TRANSFERS and self.holder is None:
            self.fault = f"{row.type} cannot happen to an email that nobody transferred"
        if to == OFFERED:
            self.invited = row.agent  # a giver goes on to hold it
        elif to != HELD:
            self.invited = self.holder = None
        else:
            self.invited = None
            if row.type in TAKE_IN_HAND:
                self.holder = row.agent
        if row.type in CHANGE_THE_QUEUE:
            self.queue = row.queue
        self.state, self.finished_at = to, row.at if to in ENDS else None


def story_and_record(story: Story, email: Email, people: People) -> Iterator[Finding]:
    """One finding if they do not agree."""
    if story.state is None and story.fault is None:
        yield _finding(email, "the journal does not tell how it came into being")
        return
    if story.fault is not None:
        yield _finding(email, f"its journal is impossible: {story.fault}")
        return
    invited = None if email.invitation is None else email.invitation.agent
    told = {
        "state": (story.state, email.state),
        "queue": (story.queue, email.queue),
        "invited": (people.name(story.invited), people.name(invited)),
        "holder": (people.name(story.holder), people.name(email.holder)),
        "finished at": (story.finished_at, email.finished_at),
    }
    wrong = [f"{what} {said} in the journal, {is_} in the record" for what, (said, is_) in told.items() if said != is_]
    if wrong:
        yield _finding(email, "; ".join(wrong))


def _finding(email: Email, what: str) -> Finding:
    return Finding(rule="journal_tells_the_record", kind="email", id=email.id, what=what)
