"""Two dialects, one set of names: whoever adds a statement, a migration or a rule to one adds it to the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proffer.store import postgres, sqlite
from proffer.store.sql_file import named_statements

SQLITE, POSTGRES = (Path(str(package.__file__)).parent for package in (sqlite, postgres))
FILES = ["check.sql", "inspect.sql", "node.sql", "read.sql", "write.sql"]
ONLY_SQLITE = {"history.sql", "history_is_whole"}  # PostgreSQL finds an email's history by an index


def rules(folder: Path) -> set[str]:
    """Names of the constraints in all migrations."""
    text = "".join(file.read_text(encoding="utf-8") for file in (folder / "migrations").glob("*.sql"))
    return set(re.findall(r"constraint (\w+)", text))


def tables(folder: Path) -> dict[str, list[str]]:
    """Table → its columns, in order, as the migrations make them."""
    texts = [file.read_text(encoding="utf-8") for file in sorted((folder / "migrations").glob("*.sql"))]
    text = "".join(text for text in texts if "create table history" not in text)  # only SQLite has that one
    found = re.findall(r"create table (\w+) \((.*?)\n\)", text, re.DOTALL)
    return {
        name: re.findall(r"^    (\w+) (?:text|integer|bigint|tsvector)", body, re.MULTILINE) for name, body in found
    }


def test_both_have_the_same_files() -> None:
    assert sorted(file.name for file in POSTGRES.glob("*.sql")) == FILES
    assert sorted(file.name for file in SQLITE.glob("*.sql") if file.name not in ONLY_SQLITE) == FILES


@pytest.mark.parametrize("file", FILES)
def test_both_have_the_same_statements_in_the_same_order(file: str) -> None:
    of_sqlite = [name for name in named_statements(SQLITE / file) if name not in ONLY_SQLITE]
    assert of_sqlite == list(named_statements(POSTGRES / file))


def test_both_have_the_same_migrations() -> None:
    one, other = (sorted(file.name for file in (folder / "migrations").iterdir()) for folder in (SQLITE, POSTGRES))
    assert one == other


def test_both_have_the_same_rules_and_columns() -> None:
    assert rules(SQLITE) == rules(POSTGRES)
    assert len(rules(SQLITE)) >= 6
    assert tables(SQLITE) == tables(POSTGRES)
    assert len(tables(SQLITE)) >= 8
