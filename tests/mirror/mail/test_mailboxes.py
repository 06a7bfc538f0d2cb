"""Whose mailbox a recipient is."""

from __future__ import annotations

import pytest

from proffer.mail.receiving import Accepted, Mailboxes, Refused, Reply
from proffer.mail.receiving.command import parse_path
from proffer.mail.receiving.reply import Refusal

MAILBOXES = Mailboxes(
    ["Support@example.com", "list+vip@example.com", "list@example.com", "größe@bücher.example"],
    postmaster="Support@example.com",
)


@pytest.mark.parametrize(
    ("recipient", "mailbox"),
    [
        ("support@example.com", "Support@example.com"),
        ("SUPPORT@EXAMPLE.COM.", "Support@example.com"),
        ("support+invoice+2@example.com", "Support@example.com"),
        ('"support"@example.com', "Support@example.com"),
        ("list+VIP@example.com", "list+vip@example.com"),
        ("list+other@example.com", "list@example.com"),
        ("gro\u0308\u00dfe@xn--bcher-kva.example", "größe@bücher.example"),
        ("postmaster", "Support@example.com"),
        ("PostMaster", "Support@example.com"),
        ("postmaster@example.com", "Support@example.com"),
        ("Postmaster@BÜCHER.example", "Support@example.com"),
    ],
)
def test_an_address_is_found_however_it_is_written(recipient: str, mailbox: str) -> None:
    assert MAILBOXES.mailbox_for(recipient) == Accepted(mailbox)


@pytest.mark.parametrize(
    "recipient",
    ["", "@", "nobody@example.com", "support@example.org", "postmaster@example.org", "+@example.com", "ü@" + "ü" * 300],
)
def test_anybody_else_is_unknown(recipient: str) -> None:
    assert MAILBOXES.mailbox_for(recipient) == Refused(Reply(550, "5.1.1", "No such mailbox here"))


def test_a_postmaster_who_is_configured_gets_his_own_mail() -> None:
    mailboxes = Mailboxes(["support@example.com", "postmaster@example.com"], postmaster="support@example.com")
    assert mailboxes.mailbox_for("postmaster@example.com") == Accepted("postmaster@example.com")
    assert Mailboxes(["support@example.com"]).mailbox_for("postmaster") == Refused()


@pytest.mark.parametrize(
    ("argument", "address"),
    [
        ("TO:<ada@example.com>", "ada@example.com"),
        ("to: < ada@example.com >", "ada@example.com"),
        ("TO:ada@example.com", "ada@example.com"),
        ("TO:<@relay.example,@b.example:ada@example.com>", "ada@example.com"),
        ('TO:<"ada b@c>"@example.com>', '"ada b@c>"@example.com'),
        ("TO:<ada@[192.0.2.7]>", "ada@[192.0.2.7]"),
        ("TO:<ada@[IPv6:2001:db8::1]>", "ada@[IPv6:2001:db8::1]"),
        ("TO:<postmaster>", "postmaster"),
        ("TO:<>", ""),
    ],
)
def test_a_path_is_taken_as_mail_servers_write_it(argument: str, address: str) -> None:
    assert parse_path(argument, "TO").address == address


@pytest.mark.parametrize(
    "argument", ["", "TO", "TO:", "TO:<", "TO:>", "TO:<a@>", "TO:<a@b>x", "TO:<a@b><c@d>", "TO:<a\x01@b>", "FROM:<a@b>"]
)
def test_what_is_no_path_is_refused(argument: str) -> None:
    with pytest.raises(Refusal):
        parse_path(argument, "TO")


def test_a_hostile_path_costs_one_pass() -> None:
    with pytest.raises(Refusal):
        parse_path("TO:<" + 'a"' * 1_000 + "\\" * 999, "TO")


def test_a_reply_never_lets_control_characters_or_foreign_letters_out() -> None:
    assert (
        Reply(550, "5.1.1", "no\rsuch ü\x00 box\nsecond").encode()
        == b"550-5.1.1 no?such ?? box\r\n550 5.1.1 second\r\n"
    )
