"""Lets the tests import `bayeux_clients` from this folder, whatever way pytest is started."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
