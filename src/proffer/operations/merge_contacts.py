"""Two contacts turn out to be one customer: one absorbs the other, as an alias, so that it can be undone exactly.

The absorbed contact stays as it was and its emails go on naming it; they are found through the survivor, which takes
over addresses, numbers, and whatever it did not have itself. So a merge is one small change however many emails there
are, and its undoing gives back what was taken over and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proffer.interaction.contact import Address, Contact, TakenOver, address_key
from proffer.interaction.contact_events import ContactsMerged, ContactsUnmerged
from proffer.operations.contact_fields import ADDRESSES_MAX
from proffer.operations.refused import OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.record import Change, Key, Record, Write, replace

ABSORBED_MAX = 100  # contacts that one may be, all in all
TEXTS = ("first_name", "last_name", "title")


def reads(survivor: Contact, other: Contact) -> tuple[Key, ...]:
    """The other one's addresses."""
    return tuple(address_key(address) for address in other.email_addresses)


def merge(survivor: Contact, other: Contact, found: Mapping[Key, Record], agent: str, now: int) -> Change:
    """`other` becomes a part of `survivor`."""
    if survivor.id == other.id:
        raise Refused(OUT_OF_RANGE, "A contact cannot be merged into itself.")
    if survivor.merged_into is not None or other.merged_into is not None:
        raise Refused(WRONG_STATE, "One of the contacts has been merged already.")
    after, gave = _united(survivor, other)
    if len(after.email_addresses) > ADDRESSES_MAX or len(after.phone_numbers) > ADDRESSES_MAX:
        raise Refused(WRONG_STATE, f"Together they would have more than {ADDRESSES_MAX} addresses or numbers.")
    if len(after.absorbed) > ABSORBED_MAX:
        raise Refused(WRONG_STATE, f"A contact can be made of {ABSORBED_MAX} others at most.")
    return Change(
        writes=(
            Write(survivor, after),
            Write(other, replace(other, merged_into=survivor.id, gave=gave)),
            *(
                Write(address, replace(address, contact=survivor.id, of_merged=address.filed_under))
                for address in _addresses(other, found)
                if address.contact == other.id
            ),
        ),
        events=(ContactsMerged(at=now, agent=agent, contact=survivor.id, absorbed=other.id),),
    )


def unmerge(survivor: Contact, other: Contact, found: Mapping[Key, Record], agent: str, now: int) -> Change:
    """`other` is itself again, as it was; the survivor keeps what it was given since. The latest merge goes first."""
    if other.merged_into != survivor.id:
        raise Refused(WRONG_STATE, "The contact is not merged into this one.")
    if survivor.merged_into is not None or survivor.absorbed[-1:] != (other.id,):
        raise Refused(WRONG_STATE, "A later merge has to be undone first.")
    kept, writes = _addresses_back(survivor, other, found)
    again = replace(other, merged_into=None, gave=None, email_addresses=kept)
    return Change(
        writes=(Write(survivor, _without(survivor, other)), Write(other, again), *writes),
        events=(ContactsUnmerged(at=now, agent=agent, contact=survivor.id, absorbed=other.id),),
    )


def _united(survivor: Contact, other: Contact) -> tuple[Contact, TakenOver]:
    gave = TakenOver(
        texts={name: getattr(other, name) for name in TEXTS if getattr(other, name) and not getattr(survivor, name)},
        email_addresses=tuple(one for one in other.email_addresses if one not in survivor.email_addresses),
        phone_numbers=tuple(one for one in other.phone_numbers if one not in survivor.phone_numbers),
        attributes={name: text for name, text in other.attributes.items() if name not in survivor.attributes},
    )
    after = replace(
        survivor,
        **gave.texts,
        email_addresses=survivor.email_addresses + gave.email_addresses,
        phone_numbers=survivor.phone_numbers + gave.phone_numbers,
        attributes=survivor.attributes | gave.attributes,
        absorbed=(*survivor.absorbed, *other.absorbed, other.id),
    )
    return after, gave


def _without(survivor: Contact, other: Contact) -> Contact:
    """What was taken over goes back; where it was changed since, it stays."""
    gave = other.gave or TakenOver()
    return replace(
        survivor,
        **{name: "" for name, text in gave.texts.items() if getattr(survivor, name) == text},
        email_addresses=tuple(one for one in survivor.email_addresses if one not in gave.email_addresses),
        phone_numbers=tuple(one for one in survivor.phone_numbers if one not in gave.phone_numbers),
        attributes={n: text for n, text in survivor.attributes.items() if gave.attributes.get(n) != text},
        absorbed=survivor.absorbed[: -1 - len(other.absorbed)],
    )


def _addresses_back(
    survivor: Contact, other: Contact, found: Mapping[Key, Record]
) -> tuple[tuple[str, ...], list[Write]]:
    """The addresses that are the other one's again: all but those a third customer was given meanwhile."""
    kept, writes = list[str](), list[Write]()
    for address in other.email_addresses:
        known = found.get(address_key(address))
        if known is None:
            writes.append(Write(None, Address(address=address, contact=other.id)))
        elif isinstance(known, Address) and known.contact == survivor.id:
            origin = None if known.of_merged == other.id else known.of_merged
            writes.append(Write(known, replace(known, contact=other.id, of_merged=origin)))
        else:
            continue
        kept.append(address)
    return tuple(kept), writes


def _addresses(contact: Contact, found: Mapping[Key, Record]) -> Iterator[Address]:
    for address in contact.email_addresses:
        known = found.get(address_key(address))
        if isinstance(known, Address):
            yield known
