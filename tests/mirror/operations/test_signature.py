"""Signatures: under what leaves stands who wrote it, where the queue says so, in both bodies and once."""

from __future__ import annotations

import pytest

from proffer.center.center import Center
from proffer.center.queue import SEND, Queue
from proffer.center.user import User
from proffer.interaction.content import Content
from proffer.interaction.email import OUTBOUND, OUTBOX, Email
from proffer.interaction.outgoing_mail import outgoing_mail
from proffer.interaction.signature import signature_of
from proffer.mail.reading import read
from proffer.mail.writing import compose
from proffer.record import replace

MARA = User(id="a" * 32, user_name="ada", employee_id="E1001", signature="Ada Lindqvist\nR&D <care>")
OUT = Queue(id="", number=1, name="support-out", outbound=SEND, signature="Demo Ltd", agent_signature=True)
EMAIL = Email(
    id="1",
    direction=OUTBOUND,
    state=OUTBOX,
    queue="support-out",
    arrived_at=0,
    queued_at=0,
    from_="help@demo.test",
    to=("jonas@x.example",),
    sent_by=MARA.id,
)
CONTENT = Content(id="1", html="<p>Refunded.</p>", text="Refunded.", message_id="<1@demo.test>")


def center(**queue: object) -> Center:
    return Center(users=(MARA,), queues=(replace(OUT, **queue),))


@pytest.mark.parametrize(
    ("queue", "signature"),
    [
        ({}, "Ada Lindqvist\nR&D <care>\n\nDemo Ltd"),
        ({"agent_signature": False}, "Demo Ltd"),
        ({"signature": ""}, "Ada Lindqvist\nR&D <care>"),
        ({"signature": "", "agent_signature": False}, ""),
        ({"name": "other"}, ""),
    ],
)
def test_the_queue_says_whose_signature_stands_under_a_mail(queue: dict[str, object], signature: str) -> None:
    assert signature_of(EMAIL, center(**queue)) == signature


def test_both_bodies_have_it_escaped_where_it_is_html() -> None:
    mail = outgoing_mail(EMAIL, CONTENT, 0, signature=signature_of(EMAIL, center()))

    arrived = read(compose(mail))
    assert arrived.text == "Refunded.\n\n-- \nAda Lindqvist\nR&D <care>\n\nDemo Ltd"
    assert (
        "<p>Refunded.</p>\n<div>-- <br>\nAda Lindqvist<br>\nR&amp;D &lt;care&gt;<br>\n<br>\nDemo Ltd</div>"
        in arrived.html
    )


def test_plain_mail_stays_plain() -> None:
    plain = replace(CONTENT, html="<p>not sent</p>", mime="text/plain")

    mail = outgoing_mail(EMAIL, plain, 0, signature="Demo Ltd")

    assert b"text/html" not in compose(mail)
    assert read(compose(mail)).text == "Refunded.\n\n-- \nDemo Ltd"


def test_without_a_signature_nothing_is_added() -> None:
    mail = outgoing_mail(EMAIL, CONTENT, 0)

    assert (mail.html, mail.text) == (CONTENT.html, CONTENT.text)
