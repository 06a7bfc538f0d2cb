"""Builds and checks the page of `web/`: once per change of its sources, into the package that serves it."""

from __future__ import annotations

import hashlib

from node import get_node, install_node_modules, npm
from setup import ROOT, VENV

WEB = ROOT / "web"
INDEX = ROOT / "src" / "proffer" / "workspace" / "dist" / "index.html"
STAMP = VENV / ".built-page"


def build() -> bool:
    """Makes the built page what the sources say; where that cannot be done, one line says so."""
    wanted = fingerprint()
    if INDEX.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return True
    failed = _build()
    if failed is not None:
        left = "the page is an older one" if INDEX.exists() else "there is no page at /"
        print(f"dev: {failed}; everything else works, but {left}", flush=True)
        return False
    STAMP.write_text(wanted)
    return True


def check(fix: bool) -> None:
    """Format, lint, types and unit tests of the page. Raises SystemExit."""
    missing = _packages()
    if missing is not None:
        print(f"dev: web/ is not checked: {missing}", flush=True)
        return
    if fix:
        _run("fix")
    for name in ("lint", "types", "test"):
        if not _run(name):
            raise SystemExit(f"dev: failed: npm run {name} (in web/)")


def fingerprint() -> str:
    """Changes whenever a source of the page, or what builds it, changes."""
    digest = hashlib.sha256()
    for path in sorted(WEB.rglob("*")):
        inside = path.relative_to(WEB)
        if inside.parts[0] not in ("node_modules", "tests") and path.is_file():
            digest.update(f"{inside}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _build() -> str | None:
    """What went wrong; None when nothing did."""
    print("dev: building the page …", flush=True)
    missing = _packages()
    if missing is not None:
        return missing
    return None if _run("build", "--", "--logLevel", "warn") else "the page could not be built"


def _packages() -> str | None:
    """Why what builds and checks the page is not here; None when it is."""
    return install_node_modules(WEB) if get_node() else "there is no Node, and it could not be had"


def _run(*words: str) -> bool:
    done = npm(WEB, "run", "--silent", *words)
    return done is not None and done.returncode == 0
