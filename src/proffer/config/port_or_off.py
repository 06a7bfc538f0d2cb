"""A port where there may be none: `2424`, or `"off"`."""

from __future__ import annotations

from typing import Any

from proffer.record import Struct
from proffer.toml_file import Where
from proffer.toml_file.forms import expected

OFF = "off"


class PortOrOff(Struct, frozen=True):
    """The program's value is the port, or None for "off". `never`: a port that must not be taken."""

    never: int | None = None

    def read(self, value: object, where: Where) -> int | None:
        if value == OFF:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 65_535 and value != self.never:
            return value
        return expected(self, value, where, None)

    def write(self, value: Any) -> object:
        return OFF if value is None else value

    def __str__(self) -> str:
        other = "" if self.never is None else f" other than {self.never},"
        return f'"{OFF}" or a port{other} from 0 to 65,535 (0: any free one)'
