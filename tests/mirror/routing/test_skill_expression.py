"""Skill expressions: the grammar of contract 12.5, who fits, and what user data shows of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.routing.skill_expression import LENGTH_MAX, NESTING_MAX, SkillExpressionError, parse

SKILLS = {"Billing": 5, "German": 2, "3rd-level": 1, "Öl": 4}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("?:Billing >= 5", True),
        ("?:Billing>5", False),
        ("?:Billing < 6", True),
        ("?:Billing<=4", False),
        ("?:Billing = 5", True),
        ("?:Billing != 5", False),
        ("?:3rd-level = 1", True),
        ("?:Öl = 4", True),
        ('?:"Billing" >= 5', True),
        ("?:French = 0", True),
        ("?:billing > 0", False),
        ("?: ( Billing > 4 ) ", True),
        ("?:Billing>9|German>1", True),
        ("?:Billing>9&German>1", False),
        ("?:\tBilling > 4\n & German > 1", True),
    ],
)
def test_an_agent_fits_an_expression(text: str, fits: bool) -> None:
    assert parse(text).fits(SKILLS) is fits


def test_and_binds_tighter_than_or() -> None:
    expression = parse("?:Billing = 5 | German = 9 & French = 9")
    assert expression.fits(SKILLS)
    assert not parse("?:(Billing = 5 | German = 9) & French = 9").fits(SKILLS)


def test_a_quoted_name_may_hold_blanks_and_signs() -> None:
    assert parse('?:"Know how & more" >= 1').names() == ("Know how & more",)


def test_names_are_told_once_in_the_order_written() -> None:
    assert parse("?:B > 1 & (A > 1 | B > 3)").names() == ("B", "A")


def test_user_data_shows_skills_with_levels_as_strings() -> None:
    expression = parse("?:Billing >= 5 & ( German > 3 | Billing < 9 )")
    assert expression.requested_skills() == {"Billing": "5", "German": "3"}
    assert expression.combination() == "Billing=5&German=3&Billing=9"
    assert expression.text == "?:Billing >= 5 & ( German > 3 | Billing < 9 )"


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("Billing > 1", 0, "A skill expression begins with ?:"),
        ("?:", 2, "Expected the name of a skill"),
        ("?:Billing", 9, "Expected one of >= <= > < = != after the name of the skill"),
        ("?:Billing == 5", 11, "Expected a level, a whole number"),
        ("?:Billing > five", 12, "Expected a level, a whole number"),
        ("?:Billing > -1", 12, "Expected a level, a whole number"),
        ("?:Billing > 1234567890", 12, "A level has at most 9 digits"),
        ("?:Billing > 1 German > 2", 14, "Expected &, | or the end"),
        ("?:Billing > 1)", 13, "This bracket was never opened"),
        ("?:(Billing > 1", 2, "This bracket is never closed"),
        ("?:(Billing > 1 !", 15, "Expected &, | or )"),
        ('?:"Billing > 1', 2, "This quote is never closed"),
        ('?:"" > 1', 2, "The name of a skill is empty"),
        ("?:Billing > 1 &", 15, "Expected the name of a skill"),
        ("?:Billing > ²", 12, "Expected a level, a whole number"),
    ],
)
def test_an_error_says_where_and_what(text: str, position: int, message: str) -> None:
    with pytest.raises(SkillExpressionError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.message) == (position, message)
    assert str(caught.value) == f"{message} (at character {position + 1})"


def test_length_and_nesting_have_limits() -> None:
    deep = "?:" + "(" * NESTING_MAX + "A>1" + ")" * NESTING_MAX
    assert parse(deep).fits({"A": 2})
    with pytest.raises(SkillExpressionError, match="nested 50 deep"):
        parse(deep.replace("(A", "((A").replace("1)", "1))"))
    with pytest.raises(SkillExpressionError, match="at most 1,000 characters"):
        parse("?:" + "A" * LENGTH_MAX)


# A tree as Python sees it: the same demand written as text and as a function.
names = st.sampled_from(["Billing", "German", "3rd-level", "Öl", "French"])
comparisons = st.tuples(names, st.sampled_from([">=", "<=", ">", "<", "=", "!="]), st.integers(0, 9))
trees = st.recursive(
    comparisons, lambda t: st.tuples(st.sampled_from("&|"), st.lists(t, min_size=2, max_size=3)), max_leaves=12
)


def written(tree: tuple[object, ...], blank: str) -> str:
    if len(tree) == 3:
        name, op, level = tree
        return f"{name}{blank}{op}{blank}{level}"
    sign, parts = tree
    assert isinstance(parts, list)
    assert isinstance(sign, str)
    return (blank + sign + blank).join(f"({written(part, blank)})" for part in parts)


def meant(tree: tuple[object, ...]) -> bool:
    if len(tree) == 3:
        name, op, level = tree
        assert isinstance(name, str)
        return bool(eval(f"{SKILLS.get(name, 0)} {'==' if op == '=' else op} {level}"))
    sign, parts = tree
    assert isinstance(parts, list)
    return all(map(meant, parts)) if sign == "&" else any(map(meant, parts))


@given(trees, st.sampled_from(["", " "]))
def test_a_written_tree_means_what_the_tree_means(tree: tuple[object, ...], blank: str) -> None:
    text = "?:" + written(tree, blank)
    if len(text) <= LENGTH_MAX:
        assert parse(text).fits(SKILLS) is meant(tree)


@given(st.text(alphabet='?:AB5><=!&|()". ', max_size=40))
def test_any_text_is_an_expression_or_an_error_within_the_text(text: str) -> None:
    try:
        position = len(parse("?:" + text).text)
    except SkillExpressionError as error:
        position = error.position
    assert 0 <= position <= len(text) + 2
