"""Every mail answered with 250 is there once, every other one at most once, each as its sender wrote it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.crashes.account import Account, Mail
from tests.crashes.evidence import Evidence

ID = re.compile(r"Taken in as ([0-9A-Za-z]{16})")


class MailChecks:
    """Remembers over all kills which id belonged to which message, and which files were compared."""

    def __init__(self, account: Account) -> None:
        self._mails = account.mails
        self._messages: dict[str, str] = {}  # email id → Message-ID
        self._compared: set[Path] = set()

    def complaints(self, evidence: Evidence) -> Iterator[str]:
        """Each begins with the word for what is wrong: lost, doubled, untrue."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)  # (Message-ID, mailbox) → email ids
        for id_, email in evidence.emails.items():
            message_id = email["user_data"].get("Header_Message-ID", "")
            found[message_id, email["mailbox"]].append(id_)
            yield from self._id_is_used_once(id_, message_id)
        for mail in self._mails.values():
            for mailbox in mail.mailboxes:
                yield from _there_once(mail, mailbox, found.pop((mail.message_id, mailbox), []))
            yield from self._answers_are_true(mail, evidence)
        for (message_id, mailbox), ids in found.items():
            yield f"untrue: nobody sent {message_id!r} to {mailbox}, but there are {ids}"
        yield from _received_once(evidence)
        yield from self._originals(evidence)

    def _id_is_used_once(self, id_: str, message_id: str) -> Iterator[str]:
        known = self._messages.setdefault(id_, message_id)
        if known != message_id:
            yield f"doubled: id {id_} was that of {known} and is now that of {message_id}"

    def _answers_are_true(self, mail: Mail, evidence: Evidence) -> Iterator[str]:
        """The id in the 250 is that of this mail, also in later answers to the same mail."""
        for text in mail.answers:
            told = ID.search(text)
            if told is None:
                yield f"untrue: {mail.message_id} was answered with {text!r}"
                continue
            yield from self._id_is_used_once(told[1], mail.message_id)
            if told[1] not in evidence.emails:
                yield f"lost: {mail.message_id}, taken in as {told[1]}"

    def _originals(self, evidence: Evidence) -> Iterator[str]:
        for id_, path in evidence.blobs.items():
            if path in self._compared:
                continue
            mail = self._mails.get(self._messages.get(id_, ""))
            if not path.exists():
                yield f"lost: the original of {id_}"
            elif mail is not None and path.read_bytes() != mail.content:
                yield f"untrue: the original of {id_} is not what was sent as {mail.message_id}"
            self._compared.add(path)
        for id_ in evidence.emails.keys() - evidence.blobs.keys():
            yield f"lost: no original is named for {id_}"


def _there_once(mail: Mail, mailbox: str, ids: list[str]) -> Iterator[str]:
    what = f"{mail.message_id} to {mailbox}"
    if mail.answers and not ids:
        yield f"lost: {what} was answered with 250"
    if len(ids) > 1:
        yield f"doubled: {what} is there as {ids}"
    if ids and not mail.dots:
        yield f"untrue: {what} is there, but was never sent to its end"


def _received_once(evidence: Evidence) -> Iterator[str]:
    """The journal's own account of intake."""
    received = Counter(row.email for row in evidence.journal if row.type == "EmailReceived")
    for id_ in evidence.emails.keys() | received.keys():
        if received[id_] != 1 or id_ not in evidence.emails:
            there = "is there" if id_ in evidence.emails else "is not there"
            yield f"untrue: {id_} {there} and was received {received[id_]} times by the journal"
