"""Delivery reports: standard ones and what old programs write; whom they name, and whether an address is gone."""

from __future__ import annotations

import pytest

from proffer.interaction.delivery_report import DELAY, DISPOSITION, FAILURE, FEEDBACK, SUCCESS, DeliveryReport
from proffer.mail.reading import read

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: help@support.test\n"
ORIGINAL = "Message-ID: <reply-7@support.test>\nSubject: Re: Your invoice\nFrom: help@support.test\n\nHello\n"


def standard(fields: str, text: str = "It could not be delivered.", original: str = ORIGINAL) -> DeliveryReport | None:
    """A multipart/report as RFC 3464 has it."""
    source = (
        f"{DAEMON}Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{text}\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n{fields}\n"
        f"--b\nContent-Type: message/rfc822\n\n{original}\n--b--\n"
    )
    return read(source.encode()).report


def told(text: str, subject: str = "failure notice", sender: str = DAEMON) -> DeliveryReport | None:
    """A report in words alone."""
    return read(f"{sender}Subject: {subject}\n\n{text}".encode()).report


def test_a_standard_report_names_the_recipient_the_code_and_the_mail_it_speaks_of() -> None:
    report = standard(
        "Final-Recipient: rfc822; kim@example.org\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <kim@example.org>: Recipient address\n rejected: User unknown"
    )
    assert report is not None
    (recipient,) = report.recipients
    assert (report.kind, recipient.address, recipient.status, recipient.hard) == (
        FAILURE,
        "kim@example.org",
        "5.1.1",
        True,
    )
    assert recipient.said == "550 5.1.1 <kim@example.org>: Recipient address rejected: User unknown"
    assert (report.original_message_id, report.original_subject) == ("<reply-7@support.test>", "Re: Your invoice")


def test_the_address_we_wrote_to_goes_before_the_one_it_was_forwarded_to() -> None:
    report = standard(
        "Original-Recipient: rfc822;kim@example.org\nFinal-Recipient: rfc822;k@inner.example\nAction: failed"
    )
    assert report is not None
    assert [one.address for one in report.recipients] == ["kim@example.org"]


@pytest.mark.parametrize(
    ("action", "kind"), [("failed", FAILURE), ("delayed", DELAY), ("delivered", SUCCESS), ("relayed", SUCCESS)]
)
def test_what_happened_decides_what_kind_it_is(action: str, kind: str) -> None:
    report = standard(f"Final-Recipient: rfc822; kim@example.org\nAction: {action}\nStatus: 4.0.0")
    assert report is not None
    assert report.kind == kind


@pytest.mark.parametrize(
    ("said", "status", "gone"),
    [
        ("550 5.1.1 no such user here", "5.1.1", True),
        ("550 5.1.1 unknown address", "5.1.1", True),
        ("", "5.1.1", True),
        ("550 5.1.10 the domain does not accept mail (null MX)", "5.1.10", True),
        ("Host or domain name not found", "5.4.4", True),
        ("551 not our customer", "5.1.6", True),
        ("552 5.2.2 mailbox is full", "5.2.2", False),
        ("550 5.2.1 this account has been disabled", "5.2.1", False),
        ("554 5.7.1 rejected as spam", "5.7.1", False),
        ("550 5.7.26 the mail is unauthenticated (SPF and DKIM)", "5.7.26", False),
        ("550 5.1.1 kim@example.org has sent too many messages", "5.1.1", False),
        ("451 4.7.1 greylisted, try again later", "4.7.1", False),
        ("421 connection timed out", "4.4.1", False),
        ("", "5.0.0", False),
    ],
)
def test_an_address_is_gone_by_exact_codes_and_plain_words_and_by_nothing_else(
    said: str, status: str, gone: bool
) -> None:
    report = standard(
        f"Final-Recipient: rfc822; kim@example.org\nAction: failed\nStatus: {status}\nDiagnostic-Code: smtp; {said}"
    )
    assert report is not None
    assert report.hard is gone


def test_a_refusal_after_the_data_is_a_filter_and_not_a_missing_mailbox() -> None:
    fields = "Final-Recipient: rfc822; kim@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 user unknown"
    at_once, later = standard(fields), standard(fields, "said: 550 user unknown (in reply to end of DATA command)")
    assert at_once is not None
    assert later is not None
    assert (at_once.hard, later.hard) == (True, False)


def test_each_recipient_has_a_fate_of_his_own() -> None:
    report = told(
        "This message could not be delivered to:\n\nkim@example.org:\n  550 5.1.1 no such user\n\n"
        "lee@example.org:\n  552 5.2.2 mailbox full\n\nBelow this line is a copy of the message.\n\n" + ORIGINAL
    )
    assert report is not None
    fates = {one.address: one.hard for one in report.recipients}
    assert fates == {"kim@example.org": True, "lee@example.org": False}


def test_a_report_in_words_still_names_the_mail_that_came_back() -> None:
    report = told(
        "<kim@example.org>:\n550 no such user\n\n--- Below this line is a copy of the message.\n\n" + ORIGINAL
    )
    assert report is not None
    assert report.original_message_id == "<reply-7@support.test>"


def test_a_warning_is_a_delay_and_never_hard() -> None:
    report = told("kim@example.org\n  no such user\nIt will be retried.", "Warning: message delayed 4 hours")
    assert report is not None
    assert (report.kind, report.hard) == (DELAY, False)


def part(mime: str) -> DeliveryReport | None:
    source = (
        f"{DAEMON}Subject: Report\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=b\n\n"
        f"--b\n\nText\n--b\nContent-Type: {mime}\n\nField: value\n"
        f"--b\nContent-Type: message/rfc822\n\n{ORIGINAL}\n--b--\n"
    )
    return read(source.encode()).report


def test_receipts_and_complaints_are_told_apart() -> None:
    receipt, complaint = part("message/disposition-notification"), part("message/feedback-report")
    assert receipt is not None
    assert complaint is not None
    assert (receipt.kind, complaint.kind) == (DISPOSITION, FEEDBACK)
    assert receipt.original_message_id == "<reply-7@support.test>"


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("From: kim@example.org\n", "Invoice", "Hello, I was charged twice. kim@example.org"),
        ("From: kim@example.org\n", "Error in your shop", "The payment failed, user unknown it says."),
        ("From: postmaster@example.org\n", "Maintenance tonight", "We move the servers at ten."),
    ],
)
def test_what_somebody_wrote_is_no_report(sender: str, subject: str, text: str) -> None:
    assert told(text, subject, sender) is None
