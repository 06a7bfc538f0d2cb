"""Short ways to say what a center file test says."""

from __future__ import annotations

import pytest

from proffer.center.center import Center
from proffer.center_file import Invalid, center_from_toml
from proffer.record import replace

CENTER_ID = "6f83552e-0299-4ccf-bd65-1993015e8b70"

SMALL = """\
[users.ada]
employee-id = "E1"
groups = ["Support"]
skills = { Billing = 5 }

[users.bob]
employee-id = "E2"
groups = ["Support"]

[skills]
Billing = ""

[groups]
Support = ""

[queues.support]
targets = ["Support"]

[mailboxes]
"support@demo.test" = "support"
"""


def center(text: str = SMALL, previous: Center | None = None) -> Center:
    """What a text describes."""
    return center_from_toml(text, previous, CENTER_ID)


def stored(found: Center, version: int = 1) -> Center:
    """The same as a store would give it back."""
    return replace(found, version=version)


def problems(text: str, previous: Center | None = None) -> list[str]:
    """What is wrong with a text, as lines."""
    with pytest.raises(Invalid) as caught:
        center(text, previous)
    return [str(problem) for problem in caught.value.problems]


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The small centre with one thing said otherwise."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
