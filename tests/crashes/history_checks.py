"""The journal, read as a story: never two holders, and at its end exactly what the records say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.crashes.evidence import Evidence, Row
from tests.crashes.installation import CAPACITY

# event → (where the email must be, where it then is); the agent of the event must be the one who has it. Not taken from
# the server's own table: what is wrong there must show here.
STEPS = {
    "InvitationOpened": ("Queued", "Offered"),
    "InvitationAccepted": ("Offered", "Held"),
    "InvitationRejected": ("Offered", "Queued"),
    "InvitationExpired": ("Offered", "Queued"),
    "InvitationRevoked": ("Offered", "Queued"),
    "EmailCompleted": ("Held", "Stopped"),
    "EmailReturned": ("Held", "Queued"),
    "HandlingExpired": ("Held", "Queued"),
}
HANDS = ("Offered", "Held")
CHANGES = frozenset(("UserDataChanged", "DispositionSet", "CommentAdded", "FocusSet"))
NOWHERE: tuple[str, str | None] = ("not received", None)


class HistoryChecks:
    """Remembers how far the journal went: its rows are only ever added."""

    def __init__(self) -> None:
        self._known: list[Row] = []

    def complaints(self, evidence: Evidence) -> Iterator[str]:
        yield from (f"untrue: {fault}" for fault in evidence.faults)
        if evidence.journal[: len(self._known)] != self._known:
            yield "lost: rows of the journal that were read before have changed or are gone"
        self._known = evidence.journal
        yield from _story(evidence)


def _story(evidence: Evidence) -> Iterator[str]:
    places: dict[str, tuple[str, str | None]] = {}  # email → (state, who has it)
    counts: Counter[str | None] = Counter()  # user id → emails in hand
    for row in evidence.journal:
        if row.email is None:
            continue
        if row.type == "EmailReceived":
            places[row.email] = ("Queued", None)
        elif row.type in STEPS:
            state, agent = places.get(row.email, NOWHERE)
            wanted, after = STEPS[row.type]
            if state != wanted or (state in HANDS and agent != row.agent):
                yield f"doubled: {row.type} of {row.email} by {row.agent}, which is {state} with {agent}"
            counts[row.agent] += (after in HANDS) - (state in HANDS)
            places[row.email] = (after, row.agent if after in HANDS else None)
            if row.type == "InvitationOpened" and counts[row.agent] > CAPACITY:
                yield f"doubled: {row.agent} has {counts[row.agent]} emails in hand, {CAPACITY} are the limit"
        elif row.type in CHANGES and (found := places.get(row.email, NOWHERE)) != ("Held", row.agent):
            yield f"untrue: {row.type} of {row.email} by {row.agent}, which is {found[0]} with {found[1]}"
    yield from _agrees(evidence, places)


def _agrees(evidence: Evidence, places: dict[str, tuple[str, str | None]]) -> Iterator[str]:
    hands: dict[str, set[str]] = {agent: set() for agent in evidence.logins}
    for id_, (state, agent) in places.items():
        email = evidence.emails.get(id_, {})
        invited = (email.get("invitation") or {}).get("agent")
        if (email.get("state"), email.get("holder") or invited) != (state, agent):
            yield f"untrue: {id_} is {state} with {agent} by the journal, {email.get('state')} by its record"
        if agent is not None:
            hands.setdefault(agent, set()).add(id_)
    for agent, emails in hands.items():
        listed = [item["email"] for item in evidence.logins.get(agent, {}).get("in_hand", ())]
        if sorted(listed) != sorted(emails):
            yield f"untrue: {agent} has {sorted(emails)} by the journal, {sorted(listed)} by his login"
