"""What can happen to a customer's record, in the past tense; rows of the journal. `contact` is its id."""

from __future__ import annotations

from proffer.record import Event


class ContactIdentified(Event, frozen=True, kw_only=True):
    """Somebody asked who a customer is; None: nobody known."""

    contact: str | None


class ContactCreated(Event, frozen=True, kw_only=True):
    """A customer was written down by an agent. (Those a mail brings are told by EmailReceived.)"""

    contact: str


class ContactChanged(Event, frozen=True, kw_only=True):
    """Some fields of a customer were changed."""

    contact: str
    fields: tuple[str, ...]


class ContactsMerged(Event, frozen=True, kw_only=True):
    """`absorbed` became a part of `contact`."""

    contact: str
    absorbed: str


class ContactsUnmerged(Event, frozen=True, kw_only=True):
    """`absorbed` is a customer of its own again."""

    contact: str
    absorbed: str


class HistoryRetrieved(Event, frozen=True, kw_only=True):
    """An agent looked up what was written: with a contact, by a colleague, or by all."""

    contact: str | None = None
    of_user: str | None = None
    count: int
