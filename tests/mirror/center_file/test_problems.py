"""Everything that can be wrong with a center.toml is said, all at once, each with its line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proffer.center.center import Center
from proffer.center_file import Invalid, center_from_toml
from proffer.center_file.sections import OPTIONS, SECTIONS
from tests.mirror.center_file.scene import CENTER_ID, SMALL, center, changed, problems, stored

LINE_OF_ADA, LINE_OF_SUPPORT, LINE_OF_MAILBOX = 1, 16, 20
APPENDED = SMALL.count("\n") + 1


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = SMALL.replace('["Support"]', '["Suport"]') + '\n[options]\ndelivering-timeut = 3\nlogin-state = "ready"\n'
    assert problems(text) == [
        'line 3: users.ada.groups[0]: there is no group "Suport"; did you mean "Support"?',
        'line 8: users.bob.groups[0]: there is no group "Suport"; did you mean "Support"?',
        'line 17: queues.support.targets[0]: there is no group "Suport"; did you mean "Support"?',
        'line 23: options.delivering-timeut: there is no such key; did you mean "delivering-timeout"?',
        'line 24: options.login-state: expected one of "NotReady", "Ready", not "ready"; did you mean "Ready"?',
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[users.ada]", "[user.ada]", 'line 1: user: there is no such table; did you mean "users"?'),
        (
            'employee-id = "E2"',
            'employee-id = "E1"',
            'line 6: users.bob: the employee id "E1" belongs to "ada" already',
        ),
        ("[users.bob]", "[users.ADA]", 'line 6: users.ADA: the user name "ada" belongs to "ada" already'),
        (
            "Billing = 5",
            "Biling = 5",
            'line 4: users.ada.skills.Biling: there is no skill "Biling"; did you mean "Billing"?',
        ),
        (
            "Billing = 5",
            "Billing = 1_000_000_000",
            "line 4: users.ada.skills.Billing: expected a whole number from 0 to 999,999,999, not 1000000000",
        ),
        (
            'targets = ["Support"]',
            'targets = ["?:Bill > 3"]',
            'line 17: queues.support.targets[0]: there is no skill "Bill"; did you mean "Billing"?',
        ),
        (
            'targets = ["Support"]',
            'targets = ["?:Billing >> 3"]',
            "line 17: queues.support.targets[0]: Expected a level, a whole number (at character 12)",
        ),
        (
            'targets = ["Support"]',
            'targets = ["agent:E3"]',
            'line 17: queues.support.targets[0]: there is no employee "E3"',
        ),
        (
            'targets = ["Support"]',
            'targets = [{ target = "Support", wait = 5 }]',
            "line 17: queues.support.targets[0]: the last target has none after it to wait for",
        ),
        (
            'targets = ["Support"]',
            'targets = [{ targt = "Support" }]',
            'line 17: queues.support.targets[0].targt: there is no such key; did you mean "target"?',
        ),
        (
            'targets = ["Support"]',
            "priority = 1",
            """line 16: queues.support: "targets" is missing: nobody would be offered its emails \
(if that is meant: targets = [])""",
        ),
        (
            'targets = ["Support"]',
            'targets = ["Support"]\noverflow-queue = "support"',
            "line 18: queues.support.overflow-queue: a queue cannot overflow into itself",
        ),
        (
            'targets = ["Support"]',
            'targets = ["Support"]\nreply-queues = ["support"]',
            'line 18: queues.support.reply-queues[0]: there is no outbound queue "support"',
        ),
        (
            'targets = ["Support"]',
            'outbound = "send"',
            'line 20: mailboxes."support@demo.test".queue: there is no inbound queue "support"',
        ),
        (
            '"support@demo.test" = "support"',
            '"support@demo.test" = {}',
            """line 20: mailboxes."support@demo.test": it has no "queue", \
and option default-inbound-queue is "default-in", which does not exist""",
        ),
        (
            '"support@demo.test" = "support"',
            '"a@demo.test" = "support"\n"A@Demo.Test" = "support"',
            'line 21: mailboxes."A@Demo.Test": the address "a@demo.test" belongs to "a@demo.test" already',
        ),
        (
            '"support@demo.test" = "support"',
            'support = "support"',
            'line 20: mailboxes.support: expected an e-mail address, not "support"',
        ),
        ("[users.bob]", "users.bob", "line 6: not TOML: Expected '=' after a key in a key/value pair"),
    ],
)
def test_a_problem_has_its_line_its_name_and_what_was_meant(old: str, new: str, problem: str) -> None:
    assert problem in problems(changed(old, new))


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("delivering-timeout", 1, 86_400),
        ("handling-timeout", 1, 1_440),
        ("routing-timeout", 20, 525_600),
        ("offer-round-pause", 0, 3_600),
        ("agent-disconnect-grace", 0, 3_600),
        ("email-capacity", 0, 100),
    ],
)
def test_ranges_are_those_of_the_contract(key: str, least: int, most: int) -> None:
    for value in (least, most):
        center(f"{SMALL}[options]\n{key} = {value}\n")
    for value in (least - 1, most + 1, "true", '"5"', "5.0"):
        [problem] = problems(f"{SMALL}[options]\n{key} = {value}\n")
        assert problem.startswith(
            f"line {APPENDED + 1}: options.{key}: expected a whole number from {least:,} to {most:,}"
        )


@pytest.mark.parametrize("name", ["Ready", "AuxWork", "DoNotDisturbOn", "EndContactCenterSession"])
def test_an_agent_state_cannot_take_a_built_in_name(name: str) -> None:
    [problem] = problems(f"{SMALL}[agent-states]\n{name} = 'x'\n")
    assert problem.startswith(f"line {APPENDED + 1}: agent-states.{name}: this operation or id is built in")


def test_a_time_zone_must_exist() -> None:
    [problem] = problems(f'{SMALL}[options]\ntime-zone = "Europe/Berln"\n')
    assert problem.endswith("there is no time zone 'Europe/Berln'; did you mean \"Europe/Berlin\"?")


def test_a_table_where_text_stands_and_text_where_a_table_stands_are_problems() -> None:
    assert problems("users = 3") == ["line 1: users: each user has a table of its own: [users.NAME]"]
    assert problems("[users]\nada = 3") == ["line 2: users.ada: a table is expected here, not 3"]
    assert problems("options = 3") == ["line 1: options: a table is expected here, not 3"]


def test_bytes_that_are_not_utf_8_have_a_line() -> None:
    with pytest.raises(Invalid, match="line 2: these bytes are not UTF-8"):
        center_from_toml(b"\n# \xff", None, CENTER_ID)


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    with_marks = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert center_from_toml(with_marks, None, CENTER_ID) == center()


def test_a_name_of_somebody_absent_cannot_be_taken() -> None:
    before = stored(center())
    [problem] = problems(
        changed("[users.bob]\n", "", SMALL)
        .replace('employee-id = "E2"\ngroups = ["Support"]\n', "")
        .replace("[users.ada]", "[users.bob]"),
        before,
    )
    assert problem.startswith("line 1: users.bob: this user name belongs to employee E2, who is absent from the file")


KEYS = [field.key for section in SECTIONS for field in section.fields] + [field.key for field in OPTIONS]
VALUES = st.recursive(
    st.one_of(
        st.integers(-(10**20), 10**20).map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
        st.sampled_from(
            ['"support"', '"Support"', '"?:Billing > 2"', '"agent:E1"', '"?:("', '""', "true", "1979-05-27", "nan"]
        ),
        st.text(max_size=5).map(lambda text: '"' + text.encode("unicode_escape").decode().replace('"', "") + '"'),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=2).map(
            lambda items: f"{{ {', '.join(f'k{at} = {item}' for at, item in enumerate(items))} }}"
        ),
    ),
    max_leaves=4,
)


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from(KEYS), VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}"),
                st.sampled_from([f"[{s.key}.x]" for s in SECTIONS] + [f"[{s.key}]" for s in SECTIONS] + ["[options]"]),
            ),
            max_size=8,
        ).map("\n".join),
    )
)
@example("a = " + "[" * 5_000)
@example("a = " + "1" * 5_000)
@example("[users.'a\\u0000']")
def test_any_text_gives_a_center_or_problems_and_never_anything_else(text: str) -> None:
    for previous in (None, stored(center())):
        with suppress(Invalid):
            assert isinstance(center_from_toml(text, previous, CENTER_ID), Center)
