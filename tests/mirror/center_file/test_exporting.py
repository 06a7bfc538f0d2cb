"""What is exported is read as the same contact centre, here and on an empty server, whatever its names are made of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import proffer.demo
from proffer.center.agent_state import AgentState, Disposition
from proffer.center.center import Center
from proffer.center.options import Options
from proffer.center.queue import Mailbox, Queue, Target
from proffer.center.user import ROLES, AgentGroup, Skill, User
from proffer.center_file import center_as_toml, center_from_toml, decide_apply
from proffer.center_file.identity import _Ids, user_id_from_scratch
from proffer.record import replace
from proffer.toml_file.writing import inline, pairs
from tests.mirror.center_file.scene import CENTER_ID, SMALL, center, changed, problems, stored
from tests.mirror.center_file.test_applying import applied

OTHER_ID = "00000000-0000-4000-8000-000000000000"
ROOT = Path(__file__).parents[3]
IDS = _Ids(CENTER_ID)
EXAMPLES = {
    "the example": ROOT / "center.example.toml",
    "the demo": Path(proffer.demo.__file__).with_name("center.toml"),
}

# Letters that a file could get wrong: quotes, what hides, what turns the line around, what is outside the first plane.
LETTERS = st.one_of(
    st.sampled_from("\"'\\#=[]{}. \u00a0\u200b\u200d\u202e\ufeff\u2028äß€😀🏳e\u0301"),
    st.characters(exclude_categories=("Cs", "Cc")),
)
NAMES = st.text(LETTERS, min_size=1, max_size=12)
PLAIN = st.text(LETTERS, max_size=12)
WORDS = st.text("abcXYZ-_019", min_size=1, max_size=8)
NUMBERS = st.integers(1, 2**31 - 1)
SECONDS = st.none() | st.integers(1, 3_600)


def unlike(*beginnings: str) -> st.SearchStrategy[str]:
    """Names that do not look like something else."""
    return NAMES.filter(lambda name: not name.startswith(beginnings))


@st.composite
def centers(draw: st.DrawFn) -> Center:
    """Anything that can be in force: ids and numbers as a long history may have left them."""
    made = Center(contact_center_id=CENTER_ID, version=draw(st.integers(1, 99)), applied_at=draw(st.integers(0, 2**40)))
    groups = draw(st.lists(unlike("?:", "agent:"), unique=True, max_size=4))
    skills = draw(st.lists(WORDS, unique=True, max_size=4))
    inbound = draw(st.lists(NAMES, unique=True, min_size=1, max_size=4))
    outbound = [name for name in draw(st.lists(NAMES, unique=True, max_size=2)) if name not in inbound]
    users = draw(_users(made, groups, skills))
    queues = [draw(_queue(name, inbound, outbound, groups, skills, users)) for name in inbound]
    queues += [
        Queue(id="", number=0, name=name, outbound=draw(st.sampled_from(("send", "review")))) for name in outbound
    ]
    return replace(
        made,
        users=tuple(users),
        groups=tuple(
            AgentGroup(id=f"2-{IDS.dashed('group', name)}", number=number, name=name, description=draw(PLAIN))
            for name, number in zip(groups, draw(_numbers(len(groups))), strict=True)
        ),
        skills=tuple(Skill(id=IDS.dashed("skill", name), name=name, description=draw(PLAIN)) for name in skills),
        queues=tuple(
            replace(queue, id=IDS.dashed("queue", queue.name), number=number)
            for queue, number in zip(queues, draw(_numbers(len(queues))), strict=True)
        ),
        mailboxes=tuple(draw(_mailboxes(inbound))),
        custom_states=tuple(draw(_states())),
        dispositions=tuple(
            Disposition(id=IDS.dashed("disposition", name), name=name, display_name=draw(NAMES))
            for name in draw(st.lists(NAMES, unique=True, max_size=3))
        ),
        options=draw(_options(inbound)),
    )


def _numbers(count: int) -> st.SearchStrategy[list[int]]:
    """In order from 1, or as removals and renames leave them."""
    return st.just(list(range(1, count + 1))) | st.lists(NUMBERS, unique=True, min_size=count, max_size=count)


@st.composite
def _users(draw: st.DrawFn, made: Center, groups: list[str], skills: list[str]) -> list[User]:
    names = draw(
        st.lists(
            st.text(LETTERS, min_size=1, max_size=10).filter(
                lambda n: ":" not in n and not any(c.isspace() for c in n)
            ),
            unique_by=lambda name: name.casefold(),
            max_size=5,
        )
    )
    numbers = draw(st.permutations(range(len(names))))
    return [
        User(
            id=draw(st.sampled_from((user_id_from_scratch(made, employee), f"{number:032x}"))),
            user_name=name,
            employee_id=employee,
            first_name=draw(PLAIN),
            last_name=draw(PLAIN),
            email_address=draw(st.sampled_from(("", "kim@example.org"))),
            roles=tuple(draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True))),
            enabled=draw(st.booleans()),
            place=draw(st.none() | NAMES),
            capacity=draw(st.none() | st.integers(0, 100)),
            skills={skill: draw(st.integers(0, 999_999_999)) for skill in skills if draw(st.booleans())},
            groups=tuple(group for group in groups if draw(st.booleans())),
        )
        for name, number in zip(names, numbers, strict=True)
        for employee in (draw(st.sampled_from((name, f"E{number}"))),)
    ]


@st.composite
def _queue(
    draw: st.DrawFn,
    name: str,
    inbound: list[str],
    outbound: list[str],
    groups: list[str],
    skills: list[str],
    users: list[User],
) -> Queue:
    texts = [("group", group) for group in groups] + [("expression", f"?:{skill} >= 5") for skill in skills]
    texts += [("agent", f"agent:{user.employee_id}") for user in users]
    chosen = draw(st.lists(st.sampled_from(texts), max_size=3)) if texts else []
    targets = [Target(kind=kind, text=text, wait_seconds=draw(st.integers(0, 600))) for kind, text in chosen]
    targets[-1:] = [replace(target, wait_seconds=None) for target in targets[-1:]]
    others = [other for other in inbound if other != name]
    return Queue(
        id="",
        number=0,
        name=name,
        description=draw(PLAIN),
        internal=draw(st.booleans()),
        targets=tuple(targets),
        priority=draw(st.integers(-5, 5)),
        reply_queues=tuple(outbound),
        max_per_agent=draw(st.none() | st.integers(1, 100)),
        delivering_timeout_seconds=draw(SECONDS),
        offer_round_pause_seconds=draw(SECONDS),
        overflow_queue=draw(st.none() | st.sampled_from(others)) if others else None,
        strategy_name=draw(st.none() | NAMES),
    )


@st.composite
def _mailboxes(draw: st.DrawFn, inbound: list[str]) -> list[Mailbox]:
    count = draw(st.integers(0, 3))
    return [
        Mailbox(
            address=f"box{number}@ümlaut.example",
            queue=draw(st.sampled_from((None, *inbound))),
            aliases=tuple(f"alias{number}-{other}@example.org" for other in range(draw(st.integers(0, 3)))),
        )
        for number in range(count)
    ]


@st.composite
def _states(draw: st.DrawFn) -> list[AgentState]:
    names = draw(st.lists(WORDS.map(lambda word: f"My{word}"), unique=True, max_size=3))
    return [
        AgentState(
            id=draw(st.sampled_from((IDS.agent_state(name), f"5B7E0C1D-6C8F-4B57-9A0F-{number:012X}"))),
            operation_name=name,
            display_name=draw(NAMES),
            state="NotReady",
            reason=draw(st.none() | NAMES),
        )
        for number, name in enumerate(names)
    ]


@st.composite
def _options(draw: st.DrawFn, inbound: list[str]) -> Options:
    return Options(
        default_inbound_queue=draw(st.sampled_from(inbound)),
        delivering_timeout_seconds=draw(st.sampled_from((30, 45))),
        userdata_headers=tuple(draw(st.lists(st.sampled_from(("X-A", "X-B")), unique=True))),
        login_state=draw(st.sampled_from(("Ready", "NotReady"))),
        tenant=draw(NAMES),
    )


def bare(found: Center) -> Center:
    """Without what is not of the file: its number, and since when it is in force."""
    return replace(found, version=0, applied_at=0)


@given(centers())
def test_what_is_exported_is_read_as_the_same(found: Center) -> None:
    text = center_as_toml(found)
    assert bare(center_from_toml(text, None, OTHER_ID)) == bare(found), "on an empty server"
    again = center_from_toml(text, found, OTHER_ID)
    assert decide_apply(found, again, {}, 1) is None, "where it comes from"
    assert center_as_toml(replace(again, applied_at=found.applied_at)) == text


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_files_that_come_with_proffer_survive_it(name: str) -> None:
    first = stored(center(EXAMPLES[name].read_text()))
    text = center_as_toml(first)
    assert decide_apply(first, center(text, first), {}, 1) is None
    assert bare(center_from_toml(text, None, OTHER_ID)) == bare(first)


def test_it_looks_as_people_write_it() -> None:
    found = applied(SMALL + "[options]\nhandling-timeout = 60\n[mailboxes.b]\n".replace("[mailboxes.b]\n", ""))
    assert center_as_toml(replace(found, applied_at=1_772_442_847_000)) == (
        "# The contact centre in force: configuration 1 since 2026-03-02 09:14:07 UTC.\n"
        "# Written by `proffer export`, read by `proffer apply`; center.example.toml shows every key. Keys left out "
        "have their\n"
        "# defaults. Passwords are not in it: they are kept apart and stay as they are, a new server has none.\n"
        "\n"
        f'contact-center-id = "{CENTER_ID}"\n'
        "\n"
        "[options]\n"
        "handling-timeout = 60\n"
        "\n"
        "[users.ada]\n"
        'employee-id = "E1"\n'
        "skills = { Billing = 5 }\n"
        'groups = ["Support"]\n'
        "\n"
        "[users.bob]\n"
        'employee-id = "E2"\n'
        'groups = ["Support"]\n'
        "\n"
        "[skills]\n"
        'Billing = ""\n'
        "\n"
        "[groups]\n"
        'Support = ""\n'
        "\n"
        "[queues.support]\n"
        'targets = ["Support"]\n'
        "\n"
        "[mailboxes]\n"
        '"support@demo.test" = "support"\n'
    )


def test_who_is_absent_from_the_last_file_is_exported_disabled() -> None:
    after = applied(SMALL.replace('[users.bob]\nemployee-id = "E2"\ngroups = ["Support"]\n', ""), applied(SMALL))
    assert tomllib.loads(center_as_toml(after))["users"]["bob"]["enabled"] is False


def test_ids_and_numbers_stand_there_only_where_names_would_give_others() -> None:
    first = applied(SMALL)
    assert "id = " not in center_as_toml(first).replace("contact-center-id", "").replace("employee-id", "")
    renumbered = replace(first, queues=(replace(first.queues[0], number=7),))
    second = applied(changed('"E1"', '"E9"'), renumbered)
    found = tomllib.loads(center_as_toml(second))
    assert found["users"]["ada"]["id"] == first.user_by_name["ada"].id
    assert found["queues"]["support"]["number"] == 7
    assert "id" not in found["users"]["bob"]


def test_a_file_of_another_contact_centre_is_refused_where_there_is_one() -> None:
    text = f'contact-center-id = "{OTHER_ID}"\n' + SMALL
    assert center(text).contact_center_id == OTHER_ID
    [problem] = problems(text, applied(SMALL))
    assert problem.startswith(f"line 1: contact-center-id: this contact centre is {CENTER_ID}; leave the key out")


def test_an_id_tells_who_a_user_is_whatever_else_changed() -> None:
    first = applied(SMALL)
    ada = first.user_by_name["ada"].id
    second = applied(
        changed('[users.ada]\nemployee-id = "E1"', f'[users.eva]\nemployee-id = "E9"\nid = "{ada}"'), first
    )
    assert second.user_by_name["eva"].id == ada
    assert "ada" not in second.user_by_name


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"E1"', '"E1"\nid = "short"', "users.ada.id: expected 32 digits out of 0-9 and a-f"),
        ('"E1"', f'"E7"\nid = "{"1" * 32}"', "users.ada: this user name belongs to employee E1, who is absent"),
        ("[users.ada]\n", f'[users.eva]\nid = "{"1" * 32}"\n', 'users.eva: this employee id belongs to user "ada"'),
        (
            'targets = ["Support"]',
            'targets = ["Support"]\nnumber = 0',
            "queues.support.number: expected a whole number",
        ),
    ],
)
def test_ids_and_numbers_that_cannot_be_are_named(old: str, new: str, problem: str) -> None:
    assert any(problem in line for line in problems(changed(old, new), applied(SMALL)))


def test_a_number_is_given_once() -> None:
    text = changed('Support = ""', "Support = { number = 3 }\nSales = { number = 3 }")
    assert problems(text) == ['line 15: groups.Sales: the number "3" belongs to "Support" already']


def test_a_number_of_the_file_goes_before_one_given_earlier() -> None:
    first = applied('[groups]\na = ""\nb = ""\n')
    after = applied('[groups]\na = { number = 2 }\nb = ""\n', first)
    assert [(group.name, group.number) for group in after.groups] == [("a", 2), ("b", 3)]


@given(st.dictionaries(NAMES, NAMES | st.integers() | st.booleans() | st.lists(NAMES) | st.dictionaries(NAMES, NAMES)))
def test_whatever_is_written_is_read_again(values: dict[str, Any]) -> None:
    assert tomllib.loads("\n".join(pairs(values))) == values


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_text_of_any_letters_is_written_in_one_line_that_hides_nothing(value: str) -> None:
    written = inline(value)
    assert written.isprintable()
    assert tomllib.loads(f"value = {written}")["value"] == value


def test_a_list_too_long_for_a_line_has_a_line_for_each_element() -> None:
    [text] = pairs({"targets": ["x" * 50, "y" * 50, {"target": "z", "wait": 5}]})
    assert text.splitlines()[1:] == [f'    "{"x" * 50}",', f'    "{"y" * 50}",', '    { target = "z", wait = 5 },', "]"]


def test_what_these_files_never_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="float is not written"):
        inline(1.5)
