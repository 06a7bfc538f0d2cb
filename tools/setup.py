"""Sets up the virtual environment: hash-pinned requirements first, then the four distributions of this repository."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PROJECTS = ["pyproject.toml", "bayeux/pyproject.toml", "client/pyproject.toml", "kit/pyproject.toml"]
POLICY = Path("/usr/sbin/policy-rc.d")
NO_MAIL_SYSTEM = b"postfix postfix/main_mailer_type select No configuration\n"


def set_up(level: str) -> None:
    """Makes `.venv` hold what `level` ("runtime" or "dev") needs, once. Raises SystemExit."""
    stamp = VENV / f".installed-{level}"
    wanted = fingerprint(level)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    make_venv()
    print(f"dev: installing the {level} requirements (hash-pinned) into .venv …", flush=True)
    pip("install", "--quiet", "--require-hashes", "-r", "requirements/build.txt")
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
    run([*uv, "--require-hashes", "-r", f"requirements/{level}.txt"])
    run([*uv, "--no-deps", "--no-build-isolation", "-e", "bayeux", "-e", "client", "-e", "kit", "-e", "."])
    stamp.write_text(wanted)
    if level == "dev":
        (VENV / ".installed-runtime").write_text(fingerprint("runtime"))


def fingerprint(level: str) -> str:
    """Changes whenever the interpreter, the place of the checkout or what is to be installed changes."""
    names = ["requirements/build.txt", f"requirements/{level}.txt", *PROJECTS]
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """Creates `.venv`; where Debian's Python lacks `ensurepip`, installs the package that has it (root only)."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise SystemExit(f"dev: this Python has no ensurepip; install it first (Debian: apt-get install {package})")
        apt_install([package])
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def apt_install(packages: list[str]) -> bool:
    """Installs Debian packages where root and apt-get are there; tells whether all of them are installed now.

    Servers among them are installed, not started: tests start their own, with folders and ports of their own.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    with nothing_starts():
        if "postfix" in packages and shutil.which("debconf-set-selections"):
            quietly(["debconf-set-selections"], environment, said=NO_MAIL_SYSTEM)
        for attempt in (command, ["apt-get", "update", "-qq"], command):
            if quietly(attempt, environment) and attempt is command:
                return True
    return False


@contextmanager
def nothing_starts() -> Iterator[None]:
    """Packages that are installed meanwhile may not start services (Debian Policy 9.3.3.2: 101 forbids it)."""
    if POLICY.exists():  # somebody has decided already
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def quietly(command: list[str], environment: dict[str, str], *, said: bytes = b"") -> bool:
    """Whether it went well; what it prints is not shown."""
    silent = subprocess.DEVNULL
    return subprocess.run(command, env=environment, input=said, stdout=silent, stderr=silent).returncode == 0


def pip(*arguments: str) -> None:
    """Runs pip of the virtual environment."""
    run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments])


def run(command: list[str]) -> None:
    """Runs a command in the checkout and ends the program when it fails."""
    done = subprocess.run(command, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"dev: failed ({done.returncode}): {' '.join(command)}")


if __name__ == "__main__":
    set_up("dev")
