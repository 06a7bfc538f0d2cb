"""What every test run shares: the real packages first, and properties tried without a stopwatch."""

import importlib.util
import os

import pytest
from hypothesis import settings

import bayeux  # before pytest gives the folder `bayeux/` a module of that name for its tests
import proffer

__all__ = ["bayeux", "proffer"]

if importlib.util.find_spec("proffer_client") is None:
    pytest.exit(
        "proffer-client is not installed in this .venv: run python3 tools/setup.py (./dev check does it too)", 3
    )

# The same examples in every run, so that a failure is news of the change at hand; HYPOTHESIS=random looks further.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))
