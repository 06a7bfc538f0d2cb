"""A setting is one field of a settings value: how it is written in `proffer.toml` follows from its name and type."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from msgspec.structs import fields

from proffer.record import Struct
from proffer.toml_file import Field
from proffer.toml_file.forms import Form, ListOf, Number, Text, Truth, Whole

LONGEST_TEXT = 4_096
UNITS = {"_seconds": "seconds", "_minutes": "minutes", "_bytes": "bytes"}
BY_TYPE: dict[type, Form] = {str: Text(0, LONGEST_TEXT), int: Whole(), float: Number(), bool: Truth()}


class Setting(Struct, frozen=True):
    """What a field's annotation may add: `Annotated[int, Setting(Whole(0, 65535), "where to listen")]`."""

    form: Form
    meaning: str = ""
    secret: bool = False


def fields_of(
    settings: type[Struct],
    *,
    renamed: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    meanings: Mapping[str, str] | None = None,
) -> tuple[Field, ...]:
    """One key per field of a settings value: `sessions_per_user_max` is `sessions-per-user-max` unless renamed."""
    hints = get_type_hints(settings, include_extras=True)
    return tuple(
        _field(field.name, hints[field.name], (renamed or {}).get(field.name), (meanings or {}).get(field.name, ""))
        for field in fields(settings)
        if field.name not in without
    )


def _field(attribute: str, hint: Any, key: str | None, meaning: str) -> Field:
    setting = next((extra for extra in get_args(hint)[1:] if isinstance(extra, Setting)), None)
    unit = next((unit for suffix, unit in UNITS.items() if attribute.endswith(suffix)), "")
    if setting is None:
        setting = Setting(_form(hint, unit))
    return Field(
        key=key or attribute.replace("_", "-"),
        attribute=attribute,
        form=setting.form,
        meaning=setting.meaning or meaning,
        secret=setting.secret,
    )


def _form(hint: Any, unit: str) -> Form:
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    hint = next((part for part in get_args(hint) if part is not NoneType), hint) if NoneType in get_args(hint) else hint
    if get_origin(hint) is tuple:
        return ListOf(BY_TYPE[get_args(hint)[0]])
    if hint is int and unit:
        return Whole(unit=unit)
    if hint is float and unit:
        return Number(unit=unit)
    return BY_TYPE[hint]
