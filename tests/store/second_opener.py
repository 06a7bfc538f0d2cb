"""Tries to open a database that another process may have open."""

import sys
from pathlib import Path

from proffer.store.sqlite import upgrade

upgrade(Path(sys.argv[1]))
