"""Reads an operation's parameters out of the raw JSON object: missing is 1, wrong is 10 (contract 2.2, 10.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from proffer.operations.refused import MISSING, OUT_OF_RANGE, Refused
from proffer.record import Struct

ONE_LINE = r"^[^\r\n\u0000]*$"
Schema = Mapping[str, Any]  # JSON Schema, for the API document
Reader = TypeVar("Reader", bound=Callable[..., Any])


class Parameter(Struct, frozen=True, kw_only=True):
    """One parameter: where its value may stand, how it is read, and what holds without it. `text`: what it is for."""

    name: str
    read: Callable[[str, Any], Any]  # (name, raw value) → value; raises Refused
    required: bool = False
    default: Any = None
    aliases: tuple[str, ...] = ()
    may_be_empty: bool = True
    text: str = ""

    @property
    def schema(self) -> Schema | None:
        """What values it takes, as its reader says with `takes`; None when it says nothing."""
        found: Schema | None = getattr(self.read, "takes", None)
        return found


def takes(**schema: Any) -> Callable[[Reader], Reader]:
    """Says in JSON Schema what a reader takes, `@takes(type="boolean")`: for the API document, not for requests."""

    def said(read: Reader) -> Reader:
        read.__dict__["takes"] = schema
        return read

    return said


def read_parameters(parameters: Iterable[Parameter], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter's value by name. `null` equals absence; unknown fields are ignored."""
    return {parameter.name: _value(parameter, raw) for parameter in parameters}


def _value(parameter: Parameter, raw: Mapping[str, Any]) -> Any:
    for name in (parameter.name, *parameter.aliases):
        value = raw.get(name)
        if value is None:
            continue
        if value == "" and not parameter.may_be_empty:
            raise Refused(MISSING, f"Parameter {name} must not be empty.")
        return parameter.read(name, value)
    if parameter.required:
        raise Refused(MISSING, f"Parameter {parameter.name} is required.")
    return parameter.default


@takes(type="boolean")
def boolean(name: str, value: Any) -> bool:
    """true, false, and the strings some clients send for them."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise Refused(OUT_OF_RANGE, f"Parameter {name} must be true or false.")


def string(characters_max: int, *, line_breaks: bool = False) -> Callable[[str, Any], str]:
    """A string of at most so many characters, in one line unless said otherwise; surrogates are no characters."""

    @takes(type="string", maxLength=characters_max, **({} if line_breaks else {"pattern": ONE_LINE}))
    def read(name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a string.")
        if len(value) > characters_max:
            raise Refused(OUT_OF_RANGE, f"Parameter {name} is longer than {characters_max} characters.")
        if not line_breaks and any(character in value for character in "\r\n\0"):
            raise Refused(OUT_OF_RANGE, f"Parameter {name} must not contain line breaks.")
        return value

    return read


@takes(type="object")
def json_object(name: str, value: Any) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an object.")
    return value
