"""A port where there may be none: `2424`, or `"off"`."""

from __future__ import annotations

from typing import Any

from proffer.record import Struct
from proffer.toml_file import Where

OFF = "off"
SMTP_PORT = 25  # RFC 2033 section 5: LMTP must not be used there


class PortOrOff(Struct, frozen=True):
    """The program's value is the port, or None for "off"."""

    def read(self, value: object, where: Where) -> int | None:
        if value == OFF:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65_535 and value != SMTP_PORT:
            return value
        where.wrong(f"expected {self}, not {value!r}")
        return None

    def write(self, value: Any) -> object:
        return OFF if value is None else value

    def __str__(self) -> str:
        return f'"{OFF}" or a port other than {SMTP_PORT}, from 0 to 65,535 (0: any free one)'
