"""The contact centre as a file, `center.toml`: parse, check, compare with what is in force, apply, export.

From text to change: `reading` → `references` → `identity` (these make a `Center`) → `difference` and `apply`. What may
stand in the file is listed in `sections`.
"""

from proffer.center_file.apply import decide_apply
from proffer.center_file.difference import Difference, differences
from proffer.center_file.events import CenterApplied
from proffer.center_file.export import center_as_toml, user_as_toml
from proffer.center_file.from_toml import center_from_toml
from proffer.center_file.joining import decide_join, user_from_table
from proffer.toml_file.problem import Invalid, Problem

__all__ = [
    "CenterApplied",
    "Difference",
    "Invalid",
    "Problem",
    "center_as_toml",
    "center_from_toml",
    "decide_apply",
    "decide_join",
    "differences",
    "user_as_toml",
    "user_from_table",
]
