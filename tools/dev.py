"""./dev run | test | check | crash | page | bench: what each word does, in one place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import page
from node import install_node_modules, node_environment
from setup import PYTHON, ROOT, VENV, apt_install, run, set_up

USAGE = """usage: ./dev run [-- OPTIONS OF proffer demo]   the server with a demo contact centre
       ./dev check                              format, lint, types, import contracts, fast tests (< 60 s)
       ./dev test [--long] [PYTEST OPTIONS]     every test; installs what it may, names what it skips
       ./dev crash [OPTIONS]                    kill the server again and again: was anything lost? (--help)
       ./dev page                               the page agents work on, built from web/ (run and test do it too)
       ./dev bench NAME [OPTIONS]               a benchmark; without a name, the list of them"""

PARALLEL = ["-n", "2", "--dist", "worksteal"]
PEERS = "bench/peers"
NODE_FOLDERS = ["tests/journeys/node", "bayeux/tests/interop/node", PEERS]
MEASURED_BESIDE_PEERS = {"bayeux", "idle"}
DEBIAN = {  # program, or where it is → package
    "chromium": "chromium",
    "notmuch": "notmuch",
    "postfix": "postfix",
    "strace": "strace",
    "swaks": "swaks",
    "/usr/lib/postgresql/*/bin/initdb": "postgresql",
}


def main(arguments: list[str]) -> None:
    """Runs the verb; every failure ends with a status that is not 0."""
    verbs = {
        "run": serve,
        "check": check,
        "test": test,
        "crash": crash,
        "page": build_page,
        "bench": bench,
    }
    if not arguments or arguments[0] not in verbs:
        print(USAGE, file=sys.stderr)
        raise SystemExit(2 if arguments and arguments[0] not in ("-h", "--help", "help") else 0)
    verbs[arguments[0]]([word for word in arguments[1:] if word != "--"])


def serve(arguments: list[str]) -> None:
    """The main job: the server on its embedded store with the demo contact centre."""
    set_up("runtime")
    page.build()
    os.execv(VENV / "bin" / "proffer", ["proffer", "demo", *arguments])


def check(arguments: list[str]) -> None:
    """Everything that takes less than a minute. `--fix` formats and mends first."""
    set_up("dev")
    if "--fix" in arguments:
        run([tool("ruff"), "format", "--quiet"])
        run([tool("ruff"), "check", "--fix", "--quiet"])
    run([tool("ruff"), "format", "--check", "--quiet"])
    run([tool("ruff"), "check", "--quiet"])
    run([tool("mypy")])
    run([tool("lint-imports")])
    page.check(fix="--fix" in arguments)
    run([str(PYTHON), "-m", "pytest", "-q", *PARALLEL, "-m", "not slow and not interop and not long"])


def test(arguments: list[str]) -> None:
    """Every test, with coverage; `--long` adds those that take longer than a session of waiting."""
    set_up("dev")
    install_foreign_programs()
    chosen = [] if "--long" in arguments else ["-m", "not long"]
    rest = [word for word in arguments if word != "--long"]
    options = [*PARALLEL, "--tb=native", "--cov", "--cov-report=term:skip-covered"]
    command = [str(PYTHON), "-m", "pytest", *options, *chosen, *rest]
    raise SystemExit(subprocess.run(command, cwd=ROOT, env=node_environment()).returncode)


def install_foreign_programs() -> None:
    """Foreign programs that tests drive; what cannot be installed is said here and skipped by name there."""
    missing = [package for program, package in DEBIAN.items() if not is_installed(program)]
    if missing and not apt_install(missing):
        print(f"dev: not installed, tests that need them are skipped: {' '.join(missing)}", flush=True)
    for folder in NODE_FOLDERS:
        why_not = install_node_modules(ROOT / folder)
        if why_not is not None:
            print(f"dev: {folder}: {why_not}; tests that need it are skipped", flush=True)
    page.build()


def is_installed(program: str) -> bool:
    """On the PATH, or where Debian keeps what is not on it."""
    return shutil.which(program) is not None or any(Path("/").glob(program.lstrip("/")))


def build_page(arguments: list[str]) -> None:
    """The page alone; fails where it cannot be built."""
    set_up("runtime")
    if not page.build():
        raise SystemExit(1)


def crash(arguments: list[str]) -> None:
    """Kills the real server at moments drawn from a seed, and compares what it said with what is left."""
    set_up("dev")
    raise SystemExit(subprocess.run([str(PYTHON), "-m", "tests.crashes", *arguments], cwd=ROOT).returncode)


def bench(arguments: list[str]) -> None:
    """A benchmark of `bench/`, by name; installs the servers of other projects that some are run beside."""
    set_up("dev")
    why_not = install_node_modules(ROOT / PEERS) if set(arguments) & MEASURED_BESIDE_PEERS else None
    if why_not:
        print(f"dev: {PEERS}: {why_not}; measured without them", flush=True)
    command = [str(PYTHON), "-m", "bench", *arguments]
    raise SystemExit(subprocess.run(command, cwd=ROOT, env=node_environment()).returncode)


def tool(name: str) -> str:
    """A program of the virtual environment."""
    return str(VENV / "bin" / name)


if __name__ == "__main__":
    main(sys.argv[1:])
