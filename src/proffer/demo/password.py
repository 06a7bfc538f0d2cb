"""Makes passwords that people can read aloud and type."""

from __future__ import annotations

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none looks like another
GROUPS, GROUP_LENGTH = 3, 5  # 74 bits


def new_password() -> str:
    """`kd7wm-3hqxt-9vbcy`"""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
