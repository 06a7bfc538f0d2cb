"""Targets: whom each kind finds, and what user data says about it (contract 8.2, 12.4)."""

from __future__ import annotations

import pytest

from proffer.center.queue import Target
from proffer.record import replace
from proffer.routing.target import Requested, Selected, fits, requested, selected
from tests.mirror.routing.cast import ADA, BOB, CYN, center, expression, group, one_agent


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (group("Support"), ["ada", "bob"]),
        (group("support"), []),
        (expression("?:Billing >= 5"), ["ada", "cyn"]),
        (expression("?:German = 0"), ["ada", "bob"]),
        (one_agent("E3"), ["cyn"]),
        (one_agent("cyn"), []),
    ],
)
def test_a_target_finds_agents(target: Target, found: list[str]) -> None:
    assert [user.id for user in (ADA, BOB, CYN) if fits(target, user)] == found


@pytest.mark.parametrize("target", [group("Support"), expression("?:Billing >= 5"), one_agent("E1")])
def test_no_target_finds_a_user_who_is_disabled_or_no_agent(target: Target) -> None:
    assert fits(target, ADA)
    assert not fits(target, replace(ADA, enabled=False))
    assert not fits(target, replace(ADA, roles=("supervisor",)))


@pytest.mark.parametrize(
    ("target", "at_first", "when_won"),
    [
        (group("Support"), Requested("Support", None, ""), Selected("2", "Support", "7")),
        (
            expression("?:Billing >= 5"),
            Requested("?:Billing >= 5", {"Billing": "5"}, "Billing=5"),
            Selected("2", "?:Billing >= 5", ""),
        ),
        (one_agent("E3"), Requested("E3", None, ""), Selected("0", "E3", "")),
        (group("Nobody"), Requested("Nobody", None, ""), Selected("2", "Nobody", "")),
    ],
)
def test_user_data_names_the_target(target: Target, at_first: Requested, when_won: Selected) -> None:
    assert requested(target) == at_first
    assert selected(target, center()) == when_won
