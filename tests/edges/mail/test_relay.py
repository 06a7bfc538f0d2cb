"""What a relay says about each recipient comes back as it was said, and what it never said is known as that."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from proffer.interaction.relay_answer import ACCEPTED, DEFERRED, REFUSED, UNREACHED, RelayAnswer
from proffer.mail.sending import Relay, Route
from tests.certificate import make_certificate, why_not
from tests.edges.mail.sink import Sink, sink

HELP, JONAS, INES = "help@demo.test", "jonas@example.org", "ines@example.org"
MESSAGE = b"From: help@demo.test\r\nSubject: Hello\r\n\r\n.dot first\r\nbye\r\n"


@asynccontextmanager
async def relay_to(at: Sink, **fields: Any) -> AsyncIterator[Relay]:
    clock = asyncio.get_running_loop().time
    relay = Relay(Route(host="127.0.0.1", port=at.port, **fields), lambda: round(clock() * 1_000))
    try:
        yield relay
    finally:
        await relay.close()


def kinds(answers: dict[str, RelayAnswer]) -> dict[str, str]:
    return {recipient: answer.kind for recipient, answer in answers.items()}


async def test_the_message_goes_as_it_is_to_everybody_in_one_transaction() -> None:
    async with sink() as at, relay_to(at, helo_name="mx.demo.test") as relay:
        answers = await relay.hand_over(HELP, [JONAS, INES], MESSAGE)

    assert answers == dict.fromkeys((JONAS, INES), RelayAnswer(kind=ACCEPTED, words="250 2.0.0 Taken"))
    (mail,) = at.mails
    assert (mail.mail_from, mail.rcpt_tos, mail.content) == (HELP, [JONAS, INES], MESSAGE)
    assert f"SIZE={len(MESSAGE)}" in mail.mail_options
    assert at.helo == "mx.demo.test"


async def test_each_recipient_has_an_answer_of_its_own() -> None:
    said = {JONAS: "550 5.1.1 No Jonas here", INES: "450 4.2.0 Greylisted", "bob@b.example": "250 OK"}
    async with sink() as at, relay_to(at) as relay:
        at.rcpt = said.__getitem__
        answers = await relay.hand_over(HELP, list(said), MESSAGE)

    assert kinds(answers) == {JONAS: REFUSED, INES: DEFERRED, "bob@b.example": ACCEPTED}
    assert answers[JONAS].words == "550 5.1.1 No Jonas here"
    assert at.mails[0].rcpt_tos == ["bob@b.example"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [("554 5.7.1 Spam", REFUSED), ("451 4.3.0 Later", DEFERRED), ("drop", UNREACHED), ("250 Taken", ACCEPTED)],
)
async def test_the_answer_to_the_message_is_for_all_who_were_welcome(reply: str, kind: str) -> None:
    async with sink() as at, relay_to(at) as relay:
        at.data = lambda envelope: reply
        at.rcpt = lambda address: "550 5.1.1 Unknown" if address == INES else "250 OK"
        answers = await relay.hand_over(HELP, [JONAS, INES], MESSAGE)

    assert answers[JONAS].kind == kind
    assert kind == UNREACHED or answers[INES].kind == REFUSED


async def test_a_refused_sender_is_refused_for_everybody() -> None:
    async with sink() as at, relay_to(at) as relay:
        at.mail_reply = "550 5.7.1 Not you"
        first = await relay.hand_over(HELP, [JONAS, INES], MESSAGE)
        at.mail_reply = "250 OK"
        second = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(first) == {JONAS: REFUSED, INES: REFUSED}
    assert (kinds(second), at.sessions) == ({JONAS: ACCEPTED}, 1)


async def test_connections_are_used_again_and_only_so_many_are_open() -> None:
    async with sink() as at, relay_to(at, connections_max=2) as relay:
        at.pause_seconds = 0.01
        await asyncio.gather(*(relay.hand_over(HELP, [JONAS], MESSAGE) for _ in range(8)))

    assert (len(at.mails), at.sessions, at.at_once_max) == (8, 2, 2)


async def test_a_connection_that_was_dropped_while_idle_costs_nothing() -> None:
    async with sink() as at, relay_to(at) as relay:
        await relay.hand_over(HELP, [JONAS], MESSAGE)
        at.rcpt = lambda address: "421 4.3.2 Going down" if len(at.mails) == 1 and at.sessions == 1 else "250 OK"
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(answers) == {JONAS: ACCEPTED}
    assert (len(at.mails), at.sessions) == (2, 2)


async def test_a_relay_that_is_not_there_is_left_alone_for_a_while() -> None:
    async with sink() as at:
        port = at.port
    gone = Sink()
    gone.port = port
    async with relay_to(gone) as relay:
        first = await relay.hand_over(HELP, [JONAS], MESSAGE)
        second = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(first) == {JONAS: UNREACHED}
    assert first == second


async def test_without_a_relay_mail_waits_and_says_why() -> None:
    relay = Relay(Route(), lambda: 0)

    answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert answers[JONAS].kind == UNREACHED
    assert "[relay]" in answers[JONAS].words


async def test_a_silent_relay_is_given_up() -> None:
    async with sink() as at, relay_to(at, data_timeout_seconds=0.05) as relay:
        at.pause_seconds = 5.0
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(answers) == {JONAS: UNREACHED}


async def test_addresses_beyond_ascii_go_where_they_are_taken() -> None:
    async with sink() as at, relay_to(at) as relay:
        answers = await relay.hand_over(HELP, ["jürgen@bücher.example"], MESSAGE)
    async with sink(utf8=False) as poor, relay_to(poor) as relay:
        refused = await relay.hand_over(HELP, ["jürgen@bücher.example", "ines@bücher.example"], MESSAGE)

    assert kinds(answers) == {"jürgen@bücher.example": ACCEPTED}
    assert at.mails[0].rcpt_tos == ["jürgen@xn--bcher-kva.example"]
    assert "SMTPUTF8" in at.mails[0].mail_options
    assert kinds(refused) == {"jürgen@bücher.example": REFUSED, "ines@bücher.example": ACCEPTED}
    assert "5.6.7" in refused["jürgen@bücher.example"].words


async def test_what_is_no_address_never_reaches_the_relay() -> None:
    async with sink() as at, relay_to(at) as relay:
        answers = await relay.hand_over(HELP, ["jonas@example.org>\r\nRSET", JONAS], MESSAGE)

    assert list(kinds(answers).values()) == [REFUSED, ACCEPTED]
    assert at.mails[0].rcpt_tos == [JONAS]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    if reason := why_not():
        pytest.skip(reason)
    chain, key = make_certificate(tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return chain, context


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_password_goes_over_tls_with_a_checked_name(
    certificate: tuple[Path, ssl.SSLContext], implicit: bool
) -> None:
    chain, context = certificate
    fields = {"host": "localhost", "tls": "implicit" if implicit else "required", "tls_ca": str(chain)}
    async with sink(context, implicit=implicit, auth=True) as at:
        clock = asyncio.get_running_loop().time
        route = Route(port=at.port, user="proffer", password="secret", **fields)
        relay = Relay(route, lambda: round(clock() * 1_000))
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)
        await relay.close()

    assert kinds(answers) == {JONAS: ACCEPTED}
    assert at.passwords == [(b"proffer", b"secret")]


async def test_tls_that_is_offered_is_taken_from_whoever_offers_it(
    certificate: tuple[Path, ssl.SSLContext],
) -> None:
    async with sink(certificate[1]) as at, relay_to(at) as relay:
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(answers) == {JONAS: ACCEPTED}
    assert at.over_tls


@pytest.mark.parametrize("fields", [{"tls": "required"}, {"user": "proffer", "password": "secret"}])
async def test_nothing_is_said_in_plain_text_that_should_not_be(fields: dict[str, str]) -> None:
    async with sink(auth=True) as at, relay_to(at, **fields) as relay:
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(answers) == {JONAS: UNREACHED}
    assert (at.mails, at.passwords) == ([], [])


async def test_a_certificate_of_nobody_we_know_is_no_good_where_tls_is_required(
    certificate: tuple[Path, ssl.SSLContext],
) -> None:
    async with sink(certificate[1]) as at, relay_to(at, tls="required") as relay:
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(answers) == {JONAS: UNREACHED}
    assert "certificate" in answers[JONAS].words.lower()


async def test_a_wrong_password_keeps_the_mail_waiting() -> None:
    async with sink(auth=True) as at, relay_to(at, tls="off", user="proffer", password="wrong") as relay:
        answers = await relay.hand_over(HELP, [JONAS], MESSAGE)

    assert kinds(answers) == {JONAS: UNREACHED}
    assert answers[JONAS].words.startswith("535")


async def test_two_spellings_of_one_address_are_one_recipient_and_both_are_answered() -> None:
    spellings = ["ines@bücher.example", "ines@xn--bcher-kva.example"]
    async with sink() as at, relay_to(at) as relay:
        answers = await relay.hand_over(HELP, spellings, MESSAGE)

    assert kinds(answers) == dict.fromkeys(spellings, ACCEPTED)
    assert at.mails[0].rcpt_tos == ["ines@xn--bcher-kva.example"]
