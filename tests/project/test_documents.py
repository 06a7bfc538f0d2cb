"""Documents that are drawn from the code say what the code says."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from proffer.cli.app import app

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_on_the_life_cycle_says_what_the_tables_say() -> None:
    spec = importlib.util.spec_from_file_location("draw_lifecycle", ROOT / "tools" / "draw_lifecycle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "lifecycle.md").read_text() == module.page(), "run: python tools/draw_lifecycle.py"


def test_every_command_and_every_option_is_described() -> None:
    """On the page of commands each has its part; options that most commands have stand in one place."""
    parts = dict(re.findall(r"(?ms)^## ([^\n]+)\n(.*?)(?=^## |\Z)", (ROOT / "docs" / "commands.md").read_text()))
    common = set(re.findall(r"--[a-z-]+", parts.pop("Options of most commands")))
    described = {name: set(re.findall(r"--[a-z-]+", text)) for name, text in parts.items()}
    there_are = {"proffer": {"--version", "--help"}} | dict(_commands(get_command(app), "proffer"))
    assert described.keys() == there_are.keys()
    for name, options in there_are.items():
        assert options - common <= described[name], f"docs/commands.md does not describe all options of {name}"
        assert described[name] - common <= options, f"docs/commands.md describes what {name} does not have"


def test_no_line_in_a_list_of_commands_is_cut_off() -> None:
    """Click ends such a line at the first full stop, or with dots where that comes too late."""
    command: Any = get_command(app)
    groups = [command, *(below for below in command.commands.values() if hasattr(below, "commands"))]
    lists = [group.get_help(group.context_class(group, terminal_width=80)).split("Commands:")[1] for group in groups]
    assert len(lists) > 3
    assert [line for each in lists for line in each.splitlines() if line.endswith("...")] == []


def _commands(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
    """Each command that does something, with its options."""
    for word, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{name} {word}")
    if not hasattr(command, "commands"):
        options = [one for one in command.params if one.param_type_name == "option"]
        yield name, {word for one in options for word in (*one.opts, *one.secondary_opts)} - {"--help"}


def test_no_registry_host_and_no_path_of_a_machine_is_in_the_repository() -> None:
    hosts = ("py" + "pi.org", "pythonho" + "sted", "npm" + "js.org", "deb.deb" + "ian.org")
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT).parts
        if not path.is_file() or {".git", ".venv", "node_modules", "var"} & set(inside) or path.suffix == ".pyc":
            continue
        if any(part.startswith(".") and part not in (".ci", ".gitignore") for part in inside):
            continue
        text = path.read_text(errors="replace")
        for host in hosts:
            assert host not in text, f"{path} names a registry host"
        assert "/ro" + "ot/" not in text, f"{path} has a path of a machine"


def test_every_requirement_is_pinned_with_a_hash() -> None:
    for name in ("build", "runtime", "page", "dev"):
        pinned = (ROOT / "requirements" / f"{name}.txt").read_text()
        for line in pinned.splitlines():
            assert not line or line.startswith(("    --hash=sha256:", "#")) or "==" in line, line
