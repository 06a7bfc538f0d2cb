"""The journal told again: every way through the table of an email's life ends where the record is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import proffer.serve  # noqa: F401 - so that every module of events is there
from proffer.audit.events import EVENTS
from proffer.audit.people import People
from proffer.audit.story import Story, story_and_record
from proffer.interaction import events as e
from proffer.interaction.email import ENDS, HELD, OFFERED, QUEUED, Email, Invitation
from proffer.interaction.lifecycle import TRANSITIONS
from proffer.record import Event, replace
from proffer.store.inspection import StoryRow
from tests.cast import ADA, BOB, CENTER, NOON

EMAIL = Email(id="00001a0000000001", queue="support", arrived_at=NOON, queued_at=NOON)
RECEIVED = ("EmailReceived", None, "support")


def told(*rows: tuple[str, str | None, str | None]) -> Story:
    """The story of (type, agent, queue) after (type, agent, queue), a millisecond apart."""
    story = Story()
    for at, (type_, agent, queue) in enumerate(rows, NOON):
        story.tell(StoryRow(EMAIL.id, at, type_, agent, queue))
    return story


def wrong(story: Story, email: Email) -> list[str]:
    return [finding.what for finding in story_and_record(story, email, People(CENTER))]


@given(st.data())
def test_every_way_through_the_table_can_be_told(data: st.DataObject) -> None:
    state, rows, transferring = QUEUED, [RECEIVED], False
    for _ in range(data.draw(st.integers(0, 12))):
        steps = sorted((event.__name__, to) for (from_, event), to in TRANSITIONS.items() if from_ == state)
        if state == OFFERED:  # what an invitation can come to depends on where it came from
            steps = [step for step in steps if step[0] == "InvitationAccepted" or (step[1] == HELD) == transferring]
        if not steps:
            break
        name, state = data.draw(st.sampled_from(steps))
        transferring = name == "TransferOffered"
        rows.append((name, ADA, "support"))
    story = told(*rows)
    assert (story.fault, story.state) == (None, state)
    assert (story.invited == ADA) == (state == OFFERED)
    assert (story.holder == ADA) == (state == HELD or (state == OFFERED and transferring))
    assert (story.finished_at is not None) == (state in ENDS)


def test_an_email_offered_to_somebody_else_than_the_journal_says_is_named() -> None:
    story = told(RECEIVED, ("InvitationOpened", ADA, "support"))
    email = replace(
        EMAIL, state=OFFERED, invitation=Invitation(agent=BOB, login="l", offered_at=NOON, expires_at=NOON + 1)
    )
    assert wrong(story, email) == ["invited ada in the journal, bob in the record"]


def test_an_email_in_another_queue_is_named() -> None:
    story = told(RECEIVED, ("RoutingExpired", None, "second-level"))
    assert wrong(story, EMAIL) == ["queue second-level in the journal, support in the record"]
    assert wrong(story, replace(EMAIL, queue="second-level")) == []


def test_what_cannot_happen_is_named_once() -> None:
    story = told(RECEIVED, ("EmailCompleted", ADA, None), ("InvitationOpened", ADA, "support"))
    assert wrong(story, EMAIL) == [
        "its journal is impossible: EmailCompleted cannot happen to an email that is Queued",
    ]


def test_two_receptions_and_a_stranger_s_accept_are_impossible() -> None:
    assert "came into being more than once" in str(told(RECEIVED, RECEIVED).fault)
    opened = ("InvitationOpened", ADA, "support")
    assert "accepted it, but" in str(told(RECEIVED, opened, ("InvitationAccepted", BOB, None)).fault)
    assert "not received yet" in str(told(opened).fault)


def test_what_moves_nothing_is_no_part_of_the_story() -> None:
    assert wrong(told(RECEIVED, ("PasswordSet", ADA, None)), EMAIL) == []


def test_every_event_of_the_program_is_known_to_the_audit() -> None:
    def below(kind: type[Event]) -> set[type[Event]]:
        return {found for one in kind.__subclasses__() for found in (one, *below(one))}

    made_here = {kind for kind in below(Event) if kind.__module__.startswith("proffer.")}
    assert made_here == set(EVENTS.values()), "a module of events is missing in audit/events.py"
    assert e.EmailReceived in made_here
