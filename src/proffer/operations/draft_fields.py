"""What Save and Send take as `email`: the fields of a draft, each replaced if given, kept if not (contract 10.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proffer.interaction.address import Mailbox, NotAnAddress, mailbox, separated
from proffer.interaction.bodies import BODY_BYTES_MAX, HTML, PLAIN, GivenBodies
from proffer.operations.frame import Context
from proffer.operations.parameters import ONE_LINE, json_object, string, takes
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.record import Struct

SUBJECT_CHARACTERS_MAX = 998  # contract 10.0
ADDRESSES_MAX = 200  # of to, cc and bcc together
LIST_CHARACTERS_MAX = 131_072


class DraftFields(Struct, frozen=True, kw_only=True):
    """None: not given. Addresses are as written, taken apart and checked later, when the options are known."""

    to: tuple[str, ...] | None = None
    cc: tuple[str, ...] | None = None
    bcc: tuple[str, ...] | None = None
    from_: str | None = None
    subject: str | None = None
    bodies: GivenBodies = GivenBodies()


ADDRESS_LIST = {"type": ["array", "string"], "items": {"type": "string"}, "maxItems": ADDRESSES_MAX}
BODY = {"type": "string", "maxLength": BODY_BYTES_MAX}
MIME = {"type": "string", "enum": [HTML, PLAIN]}
FIELDS = {
    **dict.fromkeys(("to", "cc", "bcc"), ADDRESS_LIST),
    "from": {"type": "string", "pattern": ONE_LINE},
    "subject": {"type": "string", "maxLength": SUBJECT_CHARACTERS_MAX, "pattern": ONE_LINE},
    **dict.fromkeys(("body", "bodyAsPlainText"), BODY),
    "mime": MIME,
}


@takes(type="object", properties=FIELDS)
def draft_fields(name: str, value: Any) -> DraftFields:
    """The object `email`; unknown fields are ignored."""
    found = json_object(name, value)

    def given(key: str, read: Callable[[str, Any], Any]) -> Any:
        raw = found.get(key)
        return None if raw is None else read(f"{name}.{key}", raw)

    return DraftFields(
        to=given("to", address_list),
        cc=given("cc", address_list),
        bcc=given("bcc", address_list),
        from_=given("from", string(LIST_CHARACTERS_MAX)),
        subject=given("subject", string(SUBJECT_CHARACTERS_MAX)),
        bodies=GivenBodies(
            html=given("body", body),
            text=given("bodyAsPlainText", body),
            mime=given("mime", mime),
        ),
    )


@takes(**ADDRESS_LIST)
def address_list(name: str, value: Any) -> tuple[str, ...]:
    """An array of addresses, or one string with commas; `[]` and `""` are empty."""
    if isinstance(value, str):
        return tuple(separated(string(LIST_CHARACTERS_MAX)(name, value)))
    if not isinstance(value, list):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be an array of strings, or a string.")
    if len(value) > ADDRESSES_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} has more than {ADDRESSES_MAX} addresses.")
    return tuple(string(LIST_CHARACTERS_MAX)(name, one) for one in value)


@takes(**BODY)
def body(name: str, value: Any) -> str:
    """A text of several lines."""
    if not isinstance(value, str):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be a string.")
    if len(value) > BODY_BYTES_MAX or len(value.encode("utf-8", "replace")) > BODY_BYTES_MAX:
        raise Refused(OUT_OF_RANGE, f"Parameter {name} is longer than {BODY_BYTES_MAX} bytes.")
    return value


@takes(**MIME)
def mime(name: str, value: Any) -> str:
    """The form the draft is sent in."""
    if value not in (HTML, PLAIN):
        raise Refused(OUT_OF_RANGE, f"Parameter {name} must be {HTML} or {PLAIN}.")
    return str(value)


def read_mailbox(context: Context, name: str, text: str) -> Mailbox:
    """One address, checked as option check-email-address says. Raises Refused(10)."""
    try:
        return mailbox(text, checked=context.center.options.check_email_address)
    except NotAnAddress as error:
        raise Refused(OUT_OF_RANGE, f"An address in {name} {error}.") from None


def displayed(context: Context, name: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses in the form they are kept and shown in. Raises Refused(10)."""
    return tuple(read_mailbox(context, name, text).display for text in given)
