"""Compares what we read with what an origin expects, field by field, and only the fields it speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from proffer.interaction.arrival import Arrival
from proffer.interaction.delivery_report import DELAY
from tests.corpus.mails import Mail

ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")
Compared = Iterator[tuple[str, bool]]


def compared(mail: Mail, arrival: Arrival) -> Compared:
    """(field, whether we agree) for every field the origin has."""
    for name, agree in FIELDS.items():
        if name in mail.expected:
            yield name, agree(mail.expected[name], arrival)
    if mail.expected.get("bounces"):
        yield from _bounces(mail.expected["bounces"], arrival)
    if mail.expected.get("is_bounce") is False and mail.origin == "flanker":
        yield "no report", arrival.report is None


def _bounces(expected: list[dict[str, Any]], arrival: Arrival) -> Compared:
    report = arrival.report
    recipients = () if report is None else report.recipients
    if "addresses" in expected[0]:
        wanted = {address for bounce in expected for address in bounce["addresses"]}
        yield "bounce address", wanted == {one.address for one in recipients}
    if "temporary" in expected[0]:
        delayed = report is not None and report.kind == DELAY
        yield "bounce kind", report is not None and all(bounce["temporary"] == delayed for bounce in expected)
    if "hard" in expected[0]:
        hard = report is not None and report.hard
        yield "bounce kind", hard == any(bounce["hard"] for bounce in expected)


def _words(text: str) -> str:
    return " ".join(text.replace("�", "").split())


def _subject(wanted: Any, arrival: Arrival) -> bool:
    return _words(wanted) == _words(arrival.subject)


def _from(wanted: Any, arrival: Arrival) -> bool:
    return ADDRESS.findall(wanted)[:1] == ADDRESS.findall(arrival.from_address)[:1]


def _to(wanted: Any, arrival: Arrival) -> bool:
    joined = wanted if isinstance(wanted, str) else ", ".join(wanted)
    return ADDRESS.findall(joined) == list(arrival.to_addresses)


def _attachment_names(wanted: Any, arrival: Arrival) -> bool:
    """Names without their path: that is what may be saved."""
    given = [name.replace("\\", "/").rpartition("/")[2] for name in wanted if name]
    return given == [attachment.name for attachment in arrival.attachments if attachment.named]


def _body(wanted: Any, arrival: Arrival) -> bool:
    """The origin keeps the first text; we show all of them, one after the other."""
    return _words(arrival.text).startswith(_words(str(wanted)))


def _message_id(wanted: Any, arrival: Arrival) -> bool:
    return str(wanted).strip("<>") == arrival.message_id.strip("<>")


FIELDS: dict[str, Callable[[Any, Arrival], bool]] = {
    "subject": _subject,
    "from": _from,
    "to": _to,
    "attachment_names": _attachment_names,
    "body": _body,
    "message_id": _message_id,
}
