"""Standard responses in a center.toml: what must be right, and what stays when it is applied again."""

from __future__ import annotations

from typing import Any

import pytest

from proffer.center.center import Center
from proffer.center_file.apply import decide_apply
from proffer.center_file.from_toml import center_from_toml
from proffer.toml_file import Invalid

CENTER_ID = "6e2ec2a8-4c1b-4b0a-9d52-0a9f1f6d9d11"
GOOD = """
[response-categories]
Money = "About money"
[responses.Refund]
category = "Money"
body = "<p><$ Contact.FirstName $></p>"
starts = 2026-01-12
"""


def read(text: str, previous: Center | None = None) -> Center:
    return center_from_toml(text, previous, CENTER_ID)


def applied(text: str, previous: Center | None, now: int) -> Any:
    change = decide_apply(previous, read(text, previous), {}, now)
    return None if change is None else change.writes[0].after


@pytest.mark.parametrize(
    ("wrong", "instead", "line", "said"),
    [
        ("Contact.FirstName", "Contact.FristName", 6, "there is no field code <$ Contact.FristName $>"),
        ('category = "Money"', 'category = "Monye"', 5, 'there is no response category "Monye"'),
        ('category = "Money"', "approved = true", 4, '"category" is missing'),
        ("starts = 2026-01-12", 'starts = "soon"', 7, "expected a date"),
        ("starts = 2026-01-12", "starts = 2026-01-12\nexpires = 2026-01-11", 8, "it would expire before it begins"),
        ('Money = "About money"', 'Money = { parent = "Money" }', 3, "a category cannot lie in itself"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(wrong: str, instead: str, line: int, said: str) -> None:
    with pytest.raises(Invalid) as invalid:
        read(GOOD.replace(wrong, instead))
    problem = invalid.value.problems[0]
    assert problem.line == line
    assert said in problem.message


def test_only_what_changed_has_a_new_time_and_ids_stay() -> None:
    first = applied(GOOD, None, 1_000)
    more = GOOD + '[responses.Other]\ncategory = "Money"\n'
    second = applied(more, first, 2_000)
    assert [one.modified_at for one in second.responses] == [1_000, 2_000]
    assert second.responses[0].id == first.responses[0].id
    assert second.response_categories[0].modified_at == 1_000
    changed = applied(more.replace("<p>", "<b>"), second, 3_000)
    assert [one.modified_at for one in changed.responses] == [3_000, 2_000]
    assert applied(more.replace("<p>", "<b>"), changed, 4_000) is None
