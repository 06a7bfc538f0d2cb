"""Two contacts become one and can be told apart again, whatever they hold."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.interaction.contact import Address, Contact, address_key, contact_key, survivor_of
from proffer.operations.merge_contacts import ABSORBED_MAX, merge, reads, unmerge
from proffer.operations.refused import OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.record import Change, Key, Record, replace
from tests.cast import ADA, NOON

KIM = Contact(id="kim", first_name="Kim", email_addresses=("kim@example.org",), attributes={"Segment": "gold"})
KIMBERLY = Contact(
    id="kimberly",
    first_name="Kimberly",
    last_name="Weber",
    email_addresses=("kw@example.com", "kim.weber@example.com"),
    phone_numbers=("030 1",),
    attributes={"Segment": "silver", "LCA_EmplID_email": "E1001"},
)
JONAS = Contact(id="jonas", last_name="Meyer", email_addresses=("jonas@example.com",))


class Drawer:
    """Records, and changes laid upon them."""

    def __init__(self, *contacts: Contact) -> None:
        self.records: dict[Key, Record] = {}
        for contact in contacts:
            self.put(contact)
            for address in contact.email_addresses:
                self.put(Address(address=address, contact=contact.id))

    def put(self, record: Record) -> None:
        self.records[record.key] = record

    def contact(self, contact_id: str) -> Contact:
        found = self.records[contact_key(contact_id)]
        assert isinstance(found, Contact)
        return found

    def address(self, address: str) -> Address:
        found = self.records[address_key(address)]
        assert isinstance(found, Address)
        return found

    def merge(self, survivor: str, other: str) -> Change:
        return self._lay(merge, survivor, other)

    def unmerge(self, survivor: str, other: str) -> Change:
        return self._lay(unmerge, survivor, other)

    def _lay(self, decide, survivor: str, other: str) -> Change:  # type: ignore[no-untyped-def]
        one, two = self.contact(survivor), self.contact(other)
        found = {key: self.records[key] for key in reads(one, two) if key in self.records}
        change: Change = decide(one, two, found, ADA, NOON)
        for write in change.writes:
            assert self.records.get(write.key) == write.before
            if write.after is not None:
                self.put(write.after)
        return change


def test_the_survivor_takes_over_what_it_does_not_have_and_keeps_what_it_has() -> None:
    drawer = Drawer(KIM, KIMBERLY)
    drawer.merge("kim", "kimberly")
    assert drawer.contact("kim") == replace(
        KIM,
        last_name="Weber",
        email_addresses=("kim@example.org", "kw@example.com", "kim.weber@example.com"),
        phone_numbers=("030 1",),
        attributes={"Segment": "gold", "LCA_EmplID_email": "E1001"},
        absorbed=("kimberly",),
    )
    assert survivor_of(drawer.records, "kimberly") == drawer.contact("kim")


def test_mail_from_a_taken_over_address_is_the_survivor_s_and_filed_under_the_other() -> None:
    drawer = Drawer(KIM, KIMBERLY)
    drawer.merge("kim", "kimberly")
    address = drawer.address("kw@example.com")
    assert (address.contact, address.filed_under) == ("kim", "kimberly")
    assert drawer.address("kim@example.org").filed_under == "kim"


def test_a_merge_is_one_small_change_whatever_emails_there_are() -> None:
    change = Drawer(KIM, KIMBERLY).merge("kim", "kimberly")
    assert [write.key for write in change.writes] == [
        ("contact", "kim"),
        ("contact", "kimberly"),
        ("address", "kw@example.com"),
        ("address", "kim.weber@example.com"),
    ]


def test_undoing_a_merge_restores_exactly_what_was() -> None:
    drawer = Drawer(KIM, KIMBERLY)
    before = dict(drawer.records)
    drawer.merge("kim", "kimberly")
    drawer.unmerge("kim", "kimberly")
    assert drawer.records == before


def test_what_the_survivor_was_given_since_stays_with_it() -> None:
    drawer = Drawer(KIM, KIMBERLY)
    drawer.merge("kim", "kimberly")
    drawer.put(
        replace(
            drawer.contact("kim"),
            last_name="Meyer",
            attributes={"Segment": "gold", "LCA_EmplID_email": "E1002"},
            phone_numbers=("030 1", "040 2"),
        )
    )
    drawer.unmerge("kim", "kimberly")
    assert drawer.contact("kim") == replace(
        KIM,
        last_name="Meyer",
        phone_numbers=("040 2",),
        attributes={"Segment": "gold", "LCA_EmplID_email": "E1002"},
    )
    assert drawer.contact("kimberly") == KIMBERLY


def test_an_address_a_third_customer_got_meanwhile_stays_his() -> None:
    drawer = Drawer(KIM, KIMBERLY, JONAS)
    drawer.merge("kim", "kimberly")
    drawer.put(Address(address="kw@example.com", contact="jonas"))
    drawer.unmerge("kim", "kimberly")
    assert drawer.contact("kimberly").email_addresses == ("kim.weber@example.com",)
    assert drawer.address("kw@example.com").contact == "jonas"


def test_an_address_that_was_removed_meanwhile_comes_back() -> None:
    drawer = Drawer(KIM, KIMBERLY)
    drawer.merge("kim", "kimberly")
    del drawer.records[address_key("kw@example.com")]
    drawer.unmerge("kim", "kimberly")
    assert drawer.address("kw@example.com") == Address(address="kw@example.com", contact="kimberly")


def test_a_contact_that_absorbed_others_can_be_absorbed_and_comes_back_with_them() -> None:
    drawer = Drawer(KIM, KIMBERLY, JONAS)
    drawer.merge("kim", "kimberly")
    between = dict(drawer.records)
    drawer.merge("jonas", "kim")
    assert drawer.contact("jonas").absorbed == ("kimberly", "kim")
    assert survivor_of(drawer.records, "kimberly") == drawer.contact("jonas")
    assert drawer.address("kw@example.com") == Address(address="kw@example.com", contact="jonas", of_merged="kimberly")
    with pytest.raises(Refused):
        drawer.unmerge("kim", "kimberly")
    drawer.unmerge("jonas", "kim")
    assert drawer.records == between


@pytest.mark.parametrize(
    ("survivor", "other", "code"),
    [("kim", "kim", OUT_OF_RANGE), ("jonas", "kimberly", WRONG_STATE), ("kimberly", "jonas", WRONG_STATE)],
)
def test_what_cannot_be_merged_is_refused(survivor: str, other: str, code: int) -> None:
    drawer = Drawer(KIM, KIMBERLY, JONAS)
    drawer.merge("kim", "kimberly")
    with pytest.raises(Refused) as refused:
        drawer.merge(survivor, other)
    assert refused.value.code == code


def test_the_latest_merge_is_undone_first() -> None:
    drawer = Drawer(KIM, KIMBERLY, JONAS)
    drawer.merge("kim", "kimberly")
    drawer.merge("kim", "jonas")
    with pytest.raises(Refused, match="later merge"):
        drawer.unmerge("kim", "kimberly")
    drawer.unmerge("kim", "jonas")
    drawer.unmerge("kim", "kimberly")
    assert drawer.contact("kim") == KIM


def test_a_contact_is_made_of_so_many_at_most() -> None:
    full = replace(KIM, absorbed=tuple(f"c{number}" for number in range(ABSORBED_MAX)))
    with pytest.raises(Refused, match="100 others"):
        Drawer(full, JONAS).merge("kim", "jonas")


texts = st.sampled_from(("", "a", "b"))
phones = st.lists(st.sampled_from(("1", "2", "3")), unique=True, max_size=3).map(tuple)
made = st.builds(
    Contact,
    id=st.just(""),
    first_name=texts,
    last_name=texts,
    title=texts,
    phone_numbers=phones,
    attributes=st.dictionaries(st.sampled_from(("x", "y")), texts, max_size=2),
)


@given(st.lists(made, min_size=2, max_size=5), st.data())
def test_any_tower_of_merges_can_be_taken_down_again(contacts: list[Contact], data: st.DataObject) -> None:
    number = count()
    named = [replace(one, id=f"c{n}", email_addresses=(f"c{next(number)}@x.org",)) for n, one in enumerate(contacts)]
    drawer = Drawer(*named)
    steps: list[tuple[str, str, dict[Key, Record]]] = []
    roots = [one.id for one in named]
    while len(roots) > 1:
        other = data.draw(st.sampled_from(roots))
        roots.remove(other)
        survivor = data.draw(st.sampled_from(roots))
        steps.append((survivor, other, dict(drawer.records)))
        drawer.merge(survivor, other)
        assert {one.id for one in named if survivor_of(drawer.records, one.id) == drawer.contact(survivor)} == {
            survivor,
            *drawer.contact(survivor).absorbed,
        }
    for survivor, other, before in reversed(steps):
        drawer.unmerge(survivor, other)
        assert drawer.records == before
