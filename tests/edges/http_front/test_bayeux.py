"""The push channel's own tests over sockets, on our protocol class: clients that leave, overlap, do not read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[3] / "bayeux" / "tests"


@pytest.mark.slow
def test_all_that_holds_on_uvicorn_holds_on_our_protocol_class(tmp_path: Path) -> None:
    (tmp_path / "front_of_proffer.py").write_text("from proffer.http_front import Front\nfront = Front(print)\n")
    over_sockets = [str(path) for path in TESTS.glob("test_*.py") if "bayeux_sockets" in path.read_text()]
    assert len(over_sockets) >= 5
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", *over_sockets],
        env=os.environ | {"BAYEUX_TESTS_HTTP": "front_of_proffer:front", "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3_000:]
