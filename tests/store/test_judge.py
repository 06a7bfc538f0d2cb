"""The judge, beside a slower one that is plainly right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proffer.agents.login import Place
from proffer.interaction.events import FocusSet
from proffer.record import Change, Key, Write
from proffer.store import judge as on_steps
from proffer.store.waiting import steps_of
from tests.store.cast import NOON

NAMES = ("a", "b", "c")


def change(writes: dict[str, tuple[int, bool]], guards: dict[str, int]) -> Change:
    """Writes by name: (expected version, is it deleted). What is guarded is not written."""
    return Change(
        writes=tuple(
            Write(
                Place(name=name, version=expected) if expected else None,
                None if deleted and expected else Place(name=name),
            )
            for name, (expected, deleted) in writes.items()
        ),
        events=(FocusSet(at=NOON),),
        guards=tuple((("place", name), version) for name, version in guards.items() if name not in writes),
    )


names, versions = st.sampled_from(NAMES), st.integers(0, 3)
changes = st.builds(
    change,
    st.dictionaries(names, st.tuples(versions, st.booleans()), min_size=1),
    st.dictionaries(names, versions),
)
stored = st.dictionaries(st.tuples(st.just("place"), names), versions)


def judge(batch: list[Change], current: dict[Key, int]) -> list[bool]:
    return on_steps.judge([(steps_of(one), one.guards) for one in batch], current)


def one_by_one(batch: list[Change], current: dict[Key, int]) -> list[bool]:
    verdicts = []
    for one in batch:
        wanted = {write.key: write.expected for write in one.writes} | dict(one.guards)
        stands = all(current.get(key, 0) == version for key, version in wanted.items())
        if stands:
            current |= {write.key: 0 if write.after is None else write.expected + 1 for write in one.writes}
        verdicts.append(stands)
    return verdicts


@given(st.lists(changes, max_size=6), stored)
def test_a_batch_is_judged_as_if_its_changes_came_one_by_one(batch: list[Change], current: dict[Key, int]) -> None:
    assert judge(batch, current) == one_by_one(batch, dict(current))


@given(st.lists(changes, max_size=6), stored)
def test_the_judge_alters_nothing_it_is_given(batch: list[Change], current: dict[Key, int]) -> None:
    before = dict(current)
    judge(batch, current)
    assert current == before


def test_the_second_of_two_on_the_same_version_falls() -> None:
    one = change({"a": (1, False)}, {})
    assert judge([one, one], {("place", "a"): 1}) == [True, False]


def test_what_a_refused_change_would_have_written_is_not_seen_by_the_next() -> None:
    refused = change({"a": (1, False), "b": (9, False)}, {})
    assert judge([refused, change({"a": (1, False)}, {})], {("place", "a"): 1}) == [False, True]


def test_after_a_delete_the_record_is_absent() -> None:
    deleted = change({"a": (2, True)}, {})
    assert judge([deleted, change({"a": (0, False)}, {})], {("place", "a"): 2}) == [True, True]
