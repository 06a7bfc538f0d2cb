"""Tells mail that a program wrote from mail that somebody wrote, by its headers (RFC 3834, and what vendors write)."""

from __future__ import annotations

import re

from proffer.interaction.arrival import Arrival

REPLY, GENERATED, LIST = "reply", "generated", "list"

REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply")
LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list")
GENERATED_HEADERS = ("x-cron-env", "x-fc-machinegenerated", "x-loop", "x-failed-recipients")
SUPPRESS = re.compile(r"\b(all|oof|autoreply)\b", re.IGNORECASE)
AWAY = re.compile(
    r"(auto(matic|matische|matisk|mated)?[ -]?(reply|replay|response|antwort|svar)|automatische antwort|"
    r"out of (the )?office|abwesenheits?|r[ée]ponse automatique|absence du bureau|respuesta autom[áa]tica|"
    r"fuera de la oficina|risposta automatica|fuori sede|automatisch antwoord|afwezig|resposta autom[áa]tica|"
    r"automaattinen vastaus|frånvaro|autosvar|автоответ|自動返信|自动回复)",
    re.IGNORECASE,
)
DAEMON = re.compile(r"(mailer-?daemon|mmdf|no-?reply|do-?not-?reply|bounces?)([+=-]|$)", re.IGNORECASE)


def automatic_kind(arrival: Arrival, envelope_sender: str) -> str:
    """REPLY (an absence notice and the like), GENERATED, LIST, or "" for what a person wrote.

    `Auto-Submitted: no` says that a person did, whatever else stands there (RFC 3834 section 5).
    """
    headers = arrival.headers
    submitted = headers.get("auto-submitted", "").partition(";")[0].partition("(")[0].strip().lower()
    if submitted == "no":
        return ""
    if submitted.startswith("auto-replied") or _is_a_reply(arrival, envelope_sender):
        return REPLY
    if any(name in headers for name in LIST_HEADERS) or _precedence(arrival) in ("list", "bulk", "junk"):
        return LIST
    if submitted or arrival.report is not None or any(name in headers for name in GENERATED_HEADERS):
        return GENERATED
    return GENERATED if DAEMON.match(arrival.from_address.partition("@")[0]) else ""


def may_be_answered(arrival: Arrival, envelope_sender: str) -> bool:
    """Whether an automatic answer may go out to it (RFC 3834 section 2, contract 12.9): to people only."""
    if not envelope_sender or "@" not in arrival.from_address or automatic_kind(arrival, envelope_sender):
        return False
    return SUPPRESS.search(arrival.headers.get("x-auto-response-suppress", "")) is None


def _is_a_reply(arrival: Arrival, envelope_sender: str) -> bool:
    headers = arrival.headers
    if any(headers.get(name, "no").strip().lower() not in ("no", "") for name in REPLY_HEADERS):
        return True
    if _precedence(arrival) in ("auto_reply", "auto-reply"):
        return True
    if "autoresponder" in headers.get("x-post-messageclass", "").lower():
        return True
    if headers.get("delivered-to", "").strip().lower() == "autoresponder":
        return True
    answers = bool(arrival.in_reply_to or arrival.references)
    told = AWAY.match(arrival.subject.strip()) is not None
    return arrival.report is None and told and (answers or not envelope_sender or _suppresses(arrival))


def _suppresses(arrival: Arrival) -> bool:
    return "x-auto-response-suppress" in arrival.headers


def _precedence(arrival: Arrival) -> str:
    return (arrival.headers.get("precedence") or arrival.headers.get("x-precedence", "")).strip().lower()
