"""What the demo remembers from start to start: `demo.json` in its data directory."""

from __future__ import annotations

from pathlib import Path

import msgspec

from proffer.demo.info import write_info
from proffer.record import Struct

FILE = "demo.json"


class DemoState(Struct):
    """`passwords`: by user name. `hashes`: as they were set, so that one set by somebody else is noticed."""

    passwords: dict[str, str] = {}
    hashes: dict[str, str] = {}
    center_sha256: str = ""  # of the center.toml applied last
    mails_sent: int = 0
    database: str = ""

    def is_about(self, database: str) -> None:
        """What was done to another database was not done to this one; passwords stay."""
        if self.database not in ("", database):
            self.hashes, self.center_sha256, self.mails_sent = {}, "", 0
        self.database = database


def load_state(data: Path) -> DemoState:
    """As saved last; a new one when there is none or it cannot be read."""
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=DemoState)
    except (FileNotFoundError, msgspec.MsgspecError):
        return DemoState()


def save_state(data: Path, state: DemoState) -> None:
    """Whole, or as it was before."""
    write_info(data / FILE, msgspec.to_builtins(state))
