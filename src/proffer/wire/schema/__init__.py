"""The wire objects in JSON Schema, by name: what the API document prints and tests hold every answer against."""

from __future__ import annotations

from proffer.wire.schema.building import Schema, ref
from proffer.wire.schema.center import CENTER
from proffer.wire.schema.email import EMAIL
from proffer.wire.schema.messages import MESSAGES
from proffer.wire.schema.outcome import OUTCOME
from proffer.wire.schema.people import PEOPLE

__all__ = ["OBJECTS", "Schema", "ref"]

OBJECTS: dict[str, Schema] = {**OUTCOME, **EMAIL, **PEOPLE, **CENTER, **MESSAGES}
