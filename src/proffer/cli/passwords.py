"""`proffer user passwd`: asks for a password without showing it, or makes one."""

from __future__ import annotations

import getpass
import sys

from proffer.cli.asking import asked
from proffer.cli.failure import Failed
from proffer.config import Settings
from proffer.control import SetPassword
from proffer.demo.password import new_password


def set_password(settings: Settings, name: str, *, must_change: bool, generate: bool) -> None:
    """Raises Failed."""
    password = new_password() if generate else _typed(name)
    asked(settings, SetPassword(user=name, password=password, must_change=must_change))
    print(password if generate else f"The password of {name} is set.")


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass(f"New password of {name}: ")
    if getpass.getpass("The same again: ") != password:
        raise Failed("these are not the same")
    return password
