"""The table of what is compatible says what is in the code: no more and no less."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from proffer.api.routes import ROUTES
from proffer.interaction import agent_view
from proffer.wire.schema.messages import MESSAGES

ROOT = Path(__file__).parents[2]
TABLE: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "docs" / "compatibility.toml").read_text())
DONE, NOT_DONE = "done", "not done"
WHERE = "docs/compatibility.toml"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_compatibility", ROOT / "tools" / "draw_compatibility.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_status(of: str, status: str) -> set[str]:
    return {name for name, (_, one, *_) in TABLE[of].items() if one == status}


def there(of: str) -> set[str]:
    """What the code has."""
    if of == "operations":
        return set(tool().parameters())
    if of == "messages":
        return set(MESSAGES)
    if of == "states":
        names = ("INVITED", "PROCESSING", "COMPOSING", "COMPLETED", "CANCELED", "REVOKED")
        return {getattr(agent_view, name) for name in names}
    return {f"{method} {route.path}" for route in ROUTES for method in route.handlers}


@pytest.mark.parametrize("of", ["operations", "resources", "messages", "states"])
def test_what_is_done_is_there_and_what_is_not_done_is_not(of: str) -> None:
    lacking, more = with_status(of, DONE) - there(of), with_status(of, NOT_DONE) & there(of)
    assert not lacking, f"{WHERE} calls done what is not there: {sorted(lacking)}"
    assert not more, f"{WHERE} calls not done what is there: {sorted(more)}"


@pytest.mark.parametrize("of", ["operations", "messages", "states"])
def test_everything_there_is_stands_in_it(of: str) -> None:
    missing = there(of) - set(TABLE[of])
    assert not missing, f"add to {WHERE}, [{of}]: {sorted(missing)}"


def test_every_row_has_a_section_and_one_of_two_words() -> None:
    rows: list[Any] = [row for rows in TABLE.values() for row in rows.values()]
    assert all(row[0][0].isdigit() and row[1] in (DONE, NOT_DONE) for row in rows)


def test_the_page_is_drawn_from_it() -> None:
    page = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")
    assert page == tool().drawn(), "run: python tools/draw_compatibility.py"
