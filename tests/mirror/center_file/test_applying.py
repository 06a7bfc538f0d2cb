"""Applying a file: what stays, what changes, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.center.center import Center
from proffer.center.options import Options
from proffer.center.queue import Mailbox, Queue
from proffer.center.user import User
from proffer.center_file import Invalid, decide_apply, differences
from proffer.center_file.apply import in_force
from proffer.center_file.difference import as_text
from proffer.center_file.sections import MAILBOXES, OPTIONS, QUEUES, SECTIONS, USERS, Section
from proffer.record import replace
from proffer.toml_file import write_table
from tests.mirror.center_file.scene import SMALL, center, changed

NOON = 1_772_442_847_000
WITHOUT_BOB = SMALL.replace('[users.bob]\nemployee-id = "E2"\ngroups = ["Support"]\n', "")


def applied(text: str, previous: Center | None = None, unfinished: dict[str, int] | None = None) -> Center:
    """What is in force after `apply`, as the store has it then."""
    change = decide_apply(previous, center(text, previous), unfinished or {}, NOON)
    assert change is not None
    [write] = change.numbered().writes
    assert isinstance(write.after, Center)
    return write.after


def test_the_first_apply_makes_version_1_and_one_event() -> None:
    change = decide_apply(None, center(), {}, NOON, by="root")
    assert change is not None
    [write], [event] = change.writes, change.events
    assert write.before is None
    assert applied(SMALL).version == 1
    assert (event.at, event.by) == (NOON, "root")  # type: ignore[attr-defined]
    assert "user ada" in event.changed  # type: ignore[attr-defined]


def test_applying_twice_changes_nothing() -> None:
    first = applied(SMALL)
    assert decide_apply(first, center(SMALL, first), {"support": 3}, NOON) is None


def test_a_user_absent_from_the_file_is_disabled_and_stays() -> None:
    after = applied(WITHOUT_BOB, applied(SMALL))
    bob = after.user_by_name["bob"]
    assert (bob.enabled, bob.employee_id) == (False, "E2")
    assert decide_apply(after, center(WITHOUT_BOB, after), {}, NOON) is None


def test_a_user_who_comes_back_is_the_same_one_enabled() -> None:
    first = applied(SMALL)
    again = applied(SMALL, applied(WITHOUT_BOB, first))
    assert again.user_by_name["bob"] == first.user_by_name["bob"]


def test_a_user_absent_loses_groups_and_skills_that_are_gone() -> None:
    text = changed('[users.ada]\nemployee-id = "E1"\ngroups = ["Support"]\nskills = { Billing = 5 }\n', "", SMALL)
    text = changed('[skills]\nBilling = ""\n', "", text)
    assert applied(text, applied(SMALL)).user_by_name["ada"].skills == {}


def test_a_queue_absent_from_the_file_must_be_empty() -> None:
    first = applied(SMALL)
    text = SMALL.replace("[queues.support]", "[queues.front]").replace('= "support"', '= "front"')
    with pytest.raises(Invalid, match='queue "support" is absent from the file but has 2 unfinished emails'):
        decide_apply(first, center(text, first), {"support": 2, "front": 0}, NOON)
    assert [queue.name for queue in applied(text, first, {"support": 0}).queues] == ["front"]


def test_ids_come_from_names_and_are_the_same_in_every_installation_with_the_same_centre_id() -> None:
    assert center() == center()
    first = center()
    assert len(first.users[0].id) == 32
    assert first.groups[0].id.startswith("2-")
    assert first.queues[0].id.count("-") == 4


def test_ids_and_numbers_stay_and_new_things_get_the_next_numbers() -> None:
    first = applied(SMALL)
    more = applied('[queues.aaa]\ntargets = ["Zz"]\n[groups.Zz]\n' + SMALL, first)
    assert more.queue_by_name["support"] == first.queue_by_name["support"]
    assert (more.queue_by_name["aaa"].number, more.group_by_name["Zz"].number) == (2, 2)
    assert more.contact_center_id == first.contact_center_id


def test_a_user_is_the_employee_whatever_the_user_name() -> None:
    first = applied(SMALL)
    renamed = applied(changed("[users.ada]", "[users.ada-lovelace]"), first)
    assert renamed.user_by_name["ada-lovelace"].id == first.user_by_name["ada"].id
    assert as_text(differences(first, renamed)) == '~ user ada-lovelace\n    user-name: "ada" → "ada-lovelace"\n'


def test_a_user_who_gets_another_employee_id_keeps_the_id_and_who_gets_the_old_one_gets_another() -> None:
    first = applied(SMALL)
    second = applied(changed('"E1"', '"E9"'), first)
    assert second.user_by_name["ada"].id == first.user_by_name["ada"].id
    third = applied(changed('"E1"', '"E9"') + '[users.eva]\nemployee-id = "E1"\n', second)
    assert third.user_by_name["eva"].id not in {user.id for user in second.users}


def test_the_difference_is_told_in_the_words_of_the_file() -> None:
    text = changed('targets = ["Support"]', 'targets = ["Support"]\npriority = 7\ndelivering-timeout = 45')
    text = (
        changed("skills = { Billing = 5 }\n", "", text)
        + '[options]\nhandling-timeout = 60\n[dispositions]\nsolved = "Solved"\n'
    )
    first = applied(SMALL)
    assert as_text(differences(first, center(text, first))) == (
        "~ options\n"
        "    handling-timeout: 180 → 60\n"
        "~ user ada\n"
        '    skills: {"Billing": 5} → {}\n'
        "~ queue support\n"
        "    priority: 0 → 7\n"
        "    delivering-timeout: not set → 45\n"
        "+ disposition solved\n"
        '    display-name: "Solved"\n'
    )


def test_on_a_terminal_the_difference_is_coloured() -> None:
    first = applied(SMALL)
    assert "\x1b[33m~ user bob" in as_text(
        differences(first, in_force(first, center(WITHOUT_BOB, first))), colours=True
    )


def test_another_order_is_a_difference_because_people_see_it() -> None:
    first = applied(SMALL + '[dispositions]\na = "A"\nb = "B"\n')
    text = SMALL + '[dispositions]\nb = "B"\na = "A"\n'
    assert as_text(differences(first, center(text, first))) == "~ order of dispositions\n"


@pytest.mark.parametrize(
    ("section", "made_otherwise"),
    [
        (USERS, {"id", "user_name"}),
        (QUEUES, {"id", "number", "name"}),
        (MAILBOXES, {"address"}),
    ],
)
def test_every_field_of_the_core_can_be_written_in_the_file(section: Section, made_otherwise: set[str]) -> None:
    mapped = [field.attribute for field in section.fields]
    assert len(set(mapped)) == len(mapped)
    assert set(mapped) | made_otherwise == set(section.type.__struct_fields__)


def test_every_option_can_be_written_in_the_file() -> None:
    assert [field.attribute for field in OPTIONS] == list(Options.__struct_fields__)


@given(st.data())
def test_the_mapping_goes_both_ways(data: st.DataObject) -> None:
    options = Options(
        delivering_timeout_seconds=data.draw(st.integers(1, 86_400)),
        login_state=data.draw(st.sampled_from(["Ready", "NotReady"])),
        userdata_headers=tuple(data.draw(st.lists(st.sampled_from(["X-A", "X-B"]), unique=True))),
        time_zone=data.draw(st.sampled_from(["UTC", "Asia/Tokyo"])),
        require_subscription=data.draw(st.booleans()),
    )
    before = center()
    table = write_table(options, OPTIONS, Options())
    text = "[options]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in table.items())
    assert center(SMALL + text).options == options
    assert not differences(replace(before, options=options), center(SMALL + text))


def test_what_is_not_different_is_equal() -> None:
    """Else a change would be dropped: `decide_apply` asks the differences."""
    first = applied(SMALL)
    for section in SECTIONS:
        assert section.attribute in Center.__struct_fields__
    known = {section.attribute for section in SECTIONS} | {"options", "version", "contact_center_id", "applied_at"}
    assert known == set(Center.__struct_fields__)
    assert not differences(first, replace(first))


def test_defaults_are_those_of_the_core() -> None:
    found = center()
    assert found.users[1] == User(id=found.users[1].id, user_name="bob", employee_id="E2", groups=("Support",))
    assert found.queues[0] == Queue(id=found.queues[0].id, number=1, name="support", targets=found.queues[0].targets)
    assert found.mailboxes[0] == Mailbox(address="support@demo.test", queue="support")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
