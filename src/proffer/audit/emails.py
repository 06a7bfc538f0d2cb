"""What must hold of one email and of the records it names."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from proffer.audit.finding import RESTORE, Finding
from proffer.center.center import Center
from proffer.interaction.email import HELD, OUTBOX, Email
from proffer.record import Struct
from proffer.store.ids import number_of
from proffer.store.inspection import NodeRow
from proffer.store.invariants import broken_by

HIGH_WATER_TODO = "stop the server before it gives an id out again, keep a copy of the database and report this line"


class Around(Struct, frozen=True, kw_only=True):
    """Which of the records that some emails name there are."""

    contents: Collection[str]
    contacts: Collection[str]
    parents: Collection[str]
    deliveries: Collection[str]


def about(email: Email, around: Around, center: Center | None) -> Iterator[Finding]:
    """The email by itself, and what it points to."""
    broken = broken_by(email)
    if broken is not None:
        yield _wrong(email, broken, f"is {email.state}, but {broken.replace('_', ' ')} does not hold")
    if email.id not in around.contents:
        yield _wrong(email, "email_has_its_content", "its content is missing: body and attachments", RESTORE)
    if email.contact_id is not None and email.contact_id not in around.contacts:
        yield _wrong(email, "contact_exists", f"its contact {email.contact_id} does not exist")
    if email.parent_id is not None and email.parent_id not in around.parents:
        yield _wrong(email, "parent_exists", f"its parent {email.parent_id} does not exist")
    if email.state == OUTBOX and email.id not in around.deliveries:
        yield _wrong(email, "outbox_has_its_delivery", "waits to be sent, and nothing says when or to whom")
    if email.state == HELD and email.handling_deadline is None:
        yield _wrong(email, "held_has_a_deadline", "is held without a deadline: it would never go back by itself")
    if not email.finished and center is not None and email.queue not in center.queue_by_name:
        what = f"is in queue {email.queue}, which the contact centre does not have: nobody is offered it there"
        yield _wrong(email, "queue_exists", what, "apply a center.toml with a queue of this name")


def id_is_spent(email: Email, nodes: Collection[NodeRow]) -> Iterator[Finding]:
    """Ids above their node's mark may be given out a second time after a restart."""
    for node in nodes:
        if number_of(email.id, node.id_prefix) > node.high_water:
            what = f"its id is above the mark of node {node.name}, which may give it out again"
            yield _wrong(email, "id_is_below_the_mark", what, HIGH_WATER_TODO)


def _wrong(email: Email, rule: str, what: str, todo: str | None = None) -> Finding:
    finding = Finding(rule=rule, kind="email", id=email.id, what=what)
    return finding if todo is None else Finding(rule=rule, kind="email", id=email.id, what=what, todo=todo)
