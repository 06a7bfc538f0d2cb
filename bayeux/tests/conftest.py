"""Lets the tests import `bayeux_scene` and the package itself, whatever folder pytest is started from."""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# Started from a folder above, pytest takes the folder bayeux/ for a package named bayeux and hides the real one.
if getattr(sys.modules.get("bayeux"), "__file__", None) is None:
    sys.modules.pop("bayeux", None)
    importlib.import_module("bayeux")
