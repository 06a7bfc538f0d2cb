"""Words are cut in the same way when an email comes and when somebody looks for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.interaction.search_words import Term, are_in, terms_in, words_in
from proffer.store.word_rows import fts5_query, tsquery


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Invoice 20417, charged TWICE!", ["invoice", "20417", "charged", "twice"]),
        ("Grüße aus Malmö", ["grusse", "aus", "malmo"]),
        ("kim.o'hara@example.org", ["kim", "o", "hara", "example", "org"]),
        ("請求書の件 ＡＢＣ", ["請", "求", "書", "の", "件", "abc"]),
        ("snake_case \x00 \ud800", ["snake", "case"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_what_is_asked_for_has_words_phrases_and_beginnings() -> None:
    assert terms_in('refund "charged twice" inv* kim@example.org "" *') == (
        Term(("refund",)),
        Term(("charged", "twice")),
        Term(("inv",), prefix=True),
        Term(("kim", "example", "org")),
    )


@given(st.text(max_size=40))
def test_nothing_a_user_writes_means_anything_to_a_database(asked: str) -> None:
    for term in terms_in(asked):
        assert all(word.isalnum() or any(not one.isascii() for one in word) for word in term.words)
        assert "'" not in "".join(term.words)
        assert '"' not in "".join(term.words)


@given(st.text(max_size=60))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    words = words_in(text)
    assert all(are_in((Term((word,)),), " ".join(words), "") for word in words)


def test_the_languages_of_the_databases() -> None:
    terms = terms_in('refund "charged twice" inv*')
    assert fts5_query(terms) == '"refund" AND "charged twice" AND "inv" *'
    assert tsquery(terms) == "('refund') & ('charged' <-> 'twice') & ('inv':*)"
