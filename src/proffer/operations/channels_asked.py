"""Which of the channels a client asks for are served, each with its own outcome (contract 4.2)."""

from __future__ import annotations

from typing import Any

from proffer.operations.frame import Context, Parameters, Part
from proffer.operations.parameters import takes
from proffer.operations.refused import FORBIDDEN, OUT_OF_RANGE, Refused

EMAIL = "email"
CHANNELS_MAX = 50
KNOWN_UNSERVED = frozenset(
    ("voice", "chat", "workitem", "sms", "facebook", "facebooksession", "twitter", "openmedia", "outbound")
)


@takes(type="array", items={"type": "string"}, minItems=1, maxItems=CHANNELS_MAX)
def channels(name: str, value: Any) -> tuple[str, ...]:
    """A non-empty array of words."""
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a non-empty array of strings.")
    if len(value) > CHANNELS_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} has more than {CHANNELS_MAX} entries.")
    return tuple(dict.fromkeys(value))


def parts(context: Context, parameters: Parameters) -> tuple[Part, ...]:
    """One outcome for each channel, in the order asked."""
    return tuple(_part(word, context) for word in parameters["channels"] or (EMAIL,))


def _part(word: str, context: Context) -> Part:
    options = context.center.options
    if word == EMAIL:
        if options.email_is_on:
            return Part(channel=word)
        return Part(channel=word, code=FORBIDDEN, message="Channel 'email' is not served: its feature is off.")
    if word in KNOWN_UNSERVED:
        if options.ignore_unserved_channels:
            return Part(channel=word)
        return Part(channel=word, code=FORBIDDEN, message=f"Channel '{word}' is not served.")
    return Part(channel=word, code=OUT_OF_RANGE, message="There is no channel of this name.")
