"""Reads a mail as a delivery report, if it is one: by its status part (RFC 3464), else as old programs write them."""

from __future__ import annotations

import email
import re

from flufl.bounce import all_failures

from proffer.interaction.delivery_report import (
    DELAY,
    DISPOSITION,
    FAILURE,
    FEEDBACK,
    SUCCESS,
    DeliveryReport,
    ReportedRecipient,
)
from proffer.mail.reading.headers import read_block
from proffer.mail.reading.identifiers import message_ids
from proffer.mail.reading.parts import Part
from proffer.mail.reading.reports.explanation import Explanation, explained, lines_about
from proffer.mail.reading.reports.fate import is_gone
from proffer.mail.reading.reports.status_fields import ADDRESS, STATUS, StatusGroup, status_groups
from proffer.mail.reading.words import header_text

__all__ = ["report_of"]

STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
DISPOSITION_PARTS = ("message/disposition-notification", "message/global-disposition-notification")
ORIGINALS = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
DAEMON = re.compile(
    r"mailer.?daemon|post_?master|mail.?deliver|mail\.delivery|mdaemon|ndr.?admin|^<?>?$|bounce|mailadmin",
    re.IGNORECASE,
)
FAILED = re.compile(
    r"undeliver|fail(ed|ure)|return(ed|ing)|delivery|could not be|couldn't|not be (sent|delivered)|rejected|error|"
    r"bounce|warning|メール|エラー|не\s*доставлен",
    re.IGNORECASE,
)
DELAYED = re.compile(r"delay|still trying|will (continue|be retried|retry)|not yet been delivered", re.IGNORECASE)
FIRST_FIELD = re.compile(
    r"^(return-path|received|message-id|date|from|to|subject)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
RECIPIENTS_MAX = 100
SAID_CHARACTERS_MAX = 1_000
OLD_FORM_BYTES_MAX = 1024 * 1024


def report_of(root: Part) -> DeliveryReport | None:
    """None for a mail that somebody wrote. Never raises over what the mail says."""
    leaves = list(root.leaves())
    if any(leaf.mime == "message/feedback-report" for leaf in leaves):
        return _with_original(FEEDBACK, (), leaves, None)
    if any(leaf.mime in DISPOSITION_PARTS for leaf in leaves):
        return _with_original(DISPOSITION, (), leaves, None)
    groups = [group for leaf in leaves if leaf.mime in STATUS_PARTS for group in status_groups(leaf.content())]
    if groups:
        explanation = explained(root)
        named = frozenset(group.address for group in groups)
        recipients = tuple(_recipient(group, named - {group.address}, explanation) for group in groups[:RECIPIENTS_MAX])
        return _with_original(_kind(recipients), recipients, leaves, explanation)
    return _old_form(root, leaves)


def _recipient(group: StatusGroup, others: frozenset[str], explanation: Explanation) -> ReportedRecipient:
    told = any(map(str.isalpha, group.said))
    lines = [group.said] if told else lines_about(group.address, others, explanation.text)
    return _judged(group.address, group.action or "failed", group.status, lines, explanation)


def _judged(address: str, action: str, status: str, lines: list[str], explanation: Explanation) -> ReportedRecipient:
    said = " ".join(line for line in lines if line)[:SAID_CHARACTERS_MAX]
    code = STATUS.search(said)
    status = code[1] if code and (not status or not code[1].endswith("0.0")) else status
    gone = action != "delayed" and is_gone(lines, status, after_data=explanation.refused_after_data)
    return ReportedRecipient(address=address, action=action, status=status, said=said, hard=gone)


def _kind(recipients: tuple[ReportedRecipient, ...]) -> str:
    actions = {recipient.action for recipient in recipients}
    if actions & {"failed", "expired"} or not actions & {"delayed", "delivered", "relayed", "expanded", "deliverable"}:
        return FAILURE
    return DELAY if "delayed" in actions else SUCCESS


def _old_form(root: Part, leaves: list[Part]) -> DeliveryReport | None:
    """No status part: whether it is one at all is told by who sends it and what he says."""
    subject = header_text(root.headers.raw("subject"), "")
    from_a_daemon = DAEMON.search(root.headers.unfolded("from")) is not None
    if not (from_a_daemon or FAILED.search(subject)):  # of nearly every mail, so the rest may take its time
        return None
    explanation = explained(root)
    temporary, permanent = _told_by_library(root)
    if not (temporary or permanent or (from_a_daemon and FAILED.search(f"{subject}\n{explanation.text[:4_000]}"))):
        return None
    delayed = not permanent and (bool(temporary) or DELAYED.search(subject) is not None)
    addresses = sorted(permanent | temporary) or _addresses(explanation.text, root)
    named = frozenset(addresses)
    recipients = tuple(
        _judged(
            address,
            "delayed" if address in temporary or delayed else "failed",
            "",
            lines_about(address, named - {address}, explanation.text),
            explanation,
        )
        for address in addresses[:RECIPIENTS_MAX]
    )
    return _with_original(DELAY if delayed else FAILURE, recipients, leaves, explanation)


def _told_by_library(root: Part) -> tuple[set[str], set[str]]:
    """Temporary and permanent failures, by flufl.bounce."""
    try:
        found = all_failures(email.message_from_bytes(root.source[:OLD_FORM_BYTES_MAX]))
    except Exception:  # it reads what anybody sends
        return set(), set()
    temporary, permanent = ({_text(one) for one in some} for some in found)
    return temporary - {""}, permanent - {""}


def _text(address: bytes | str) -> str:
    text = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    found = ADDRESS.search(text)
    return found[0] if found else text.strip("<> ")


def _addresses(words: str, root: Part) -> list[str]:
    """Those the report names, without its own."""
    headers = [root.headers.unfolded(name) for name in ("from", "reply-to", "to")]
    own = {found.lower() for header in headers for found in ADDRESS.findall(header)}
    named = dict.fromkeys(found.strip(".'[]") for found in ADDRESS.findall(words))
    return [address for address in named if address.lower() not in own] or [""]


def _with_original(
    kind: str, recipients: tuple[ReportedRecipient, ...], leaves: list[Part], explanation: Explanation | None
) -> DeliveryReport:
    for leaf in leaves:
        if leaf.mime in ORIGINALS:
            headers = read_block(content := leaf.content(), 0, len(content), outermost=True).headers
            break
    else:
        text = explanation.original if explanation is not None else ""
        begins = FIRST_FIELD.search(text)
        content = text[begins.start() if begins else len(text) :].encode("utf-8", "replace")
        headers = read_block(content, 0, len(content), outermost=True).headers
    return DeliveryReport(
        kind=kind,
        recipients=recipients,
        original_message_id=next(iter(message_ids(headers.unfolded("message-id"))), ""),
        original_subject=header_text(headers.raw("subject"), ""),
    )
