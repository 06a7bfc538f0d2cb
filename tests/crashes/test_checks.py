"""The comparisons find what they are there to find: one fault planted for each of their complaints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.crashes.account import Account, Told
from tests.crashes.account import Mail as Sent
from tests.crashes.evidence import Evidence, Row
from tests.crashes.history_checks import HistoryChecks
from tests.crashes.mail_checks import MailChecks
from tests.crashes.operation_checks import operation_complaints
from tests.crashes.rest_checks import differing, overdue, waiting_in_vain

IDS = {"ada": "a" * 32, "bob": "b" * 32}
ADA, BOB = IDS["ada"], IDS["bob"]
ONE, TWO = "000010a000000001", "000010a000000002"
SUPPORT = "support@crash.test"


def email(id_: str = ONE, state: str = "Queued", **more: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"id": id_, "state": state, "holder": None, "invitation": None, "mailbox": SUPPORT}
    known |= {"user_data": {"Header_Message-ID": "<m1>"}, "refused": [], "handling_deadline": None}
    return known | more


def login(agent: str = ADA, *in_hand: str, **more: Any) -> dict[str, Any]:
    known = {"agent": agent, "open": True, "media_channel": {"state": "Ready", "dnd": False}, "present": ["node1"]}
    return known | {"was_present": True, "in_hand": [{"email": id_} for id_ in in_hand]} | more


def left(
    emails: Iterable[dict[str, Any]], logins: Iterable[dict[str, Any]] = (), events: str = "", blob: Path | None = None
) -> Evidence:
    """`events`: "InvitationOpened ada" each, about ONE unless a third word says TWO."""
    journal = []
    for number, line in enumerate(filter(None, (part.strip() for part in events.split(","))), 1):
        type_, agent, *about = line.split()
        journal.append(Row("node1", number, 0, type_, TWO if about else ONE, IDS.get(agent), "{}"))
    named = {one["id"]: blob for one in emails if blob is not None}
    return Evidence({e["id"]: e for e in emails}, {one["agent"]: one for one in logins}, journal, named, [])


def words(complaints: Iterable[str]) -> list[str]:
    return sorted(complaint.partition(":")[0] for complaint in complaints)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    (tmp_path / "blob").write_bytes(b"Subject: x\r\n")
    return tmp_path / "blob"


def sent(*answers: str, dots: int = 1) -> Account:
    account = Account()
    account.mails["<m1>"] = Sent("<m1>", b"Subject: x\r\n", (SUPPORT,), dots, list(answers))
    return account


def test_a_mail_that_is_there_once_as_it_was_sent_is_no_complaint(original: Path) -> None:
    evidence = left([email()], (), "EmailReceived -", original)
    assert list(MailChecks(sent(f"2.0.0 Taken in as {ONE}")).complaints(evidence)) == []


def test_an_acknowledged_mail_that_is_gone_is_lost() -> None:
    found = words(MailChecks(sent(f"2.0.0 Taken in as {ONE}")).complaints(left([])))
    assert found == ["lost", "lost"], "the mail, and the email that the answer named"


def test_a_mail_that_became_two_emails_is_doubled(original: Path) -> None:
    evidence = left([email(), email(TWO)], (), "EmailReceived -, EmailReceived - two", original)
    assert words(MailChecks(sent()).complaints(evidence)) == ["doubled"]


def test_an_id_given_out_again_is_doubled(original: Path) -> None:
    account = sent()
    account.mails["<m2>"] = Sent("<m2>", b"Subject: x\r\n", (SUPPORT,), 1)
    checks = MailChecks(account)
    assert list(checks.complaints(left([email()], (), "EmailReceived -", original))) == []
    other = email(user_data={"Header_Message-ID": "<m2>"})
    assert words(checks.complaints(left([other], (), "EmailReceived -", original))) == ["doubled"]


def test_an_original_that_differs_or_is_gone_is_told(original: Path, tmp_path: Path) -> None:
    original.write_bytes(b"Subject: y\r\n")
    assert words(MailChecks(sent()).complaints(left([email()], (), "EmailReceived -", original))) == ["untrue"]
    gone = left([email()], (), "EmailReceived -", tmp_path / "nothing")
    assert words(MailChecks(sent()).complaints(gone)) == ["lost"]


def test_a_mail_that_never_ended_must_not_be_there(original: Path) -> None:
    evidence = left([email()], (), "EmailReceived -", original)
    assert words(MailChecks(sent(dots=0)).complaints(evidence)) == ["untrue"]


def test_a_journal_and_records_that_agree_are_no_complaint() -> None:
    held = email(state="Held", holder=ADA)
    events = (
        "EmailReceived -, InvitationOpened bob, InvitationExpired bob, InvitationOpened ada, InvitationAccepted ada"
    )
    assert list(HistoryChecks().complaints(left([held], [login(ADA, ONE)], events))) == []


@pytest.mark.parametrize(
    "events",
    [
        "EmailReceived -, InvitationOpened ada, InvitationOpened bob",
        "EmailReceived -, InvitationOpened ada, InvitationAccepted bob",
        "EmailReceived -, InvitationOpened ada, InvitationAccepted ada, InvitationAccepted ada",
    ],
)
def test_two_agents_with_one_email_are_told(events: str) -> None:
    assert "doubled" in words(HistoryChecks().complaints(left([email()], [], events)))


def test_a_record_that_differs_from_the_journal_is_told() -> None:
    events = "EmailReceived -, InvitationOpened ada, InvitationAccepted ada"
    queued = HistoryChecks().complaints(left([email()], [login(ADA, ONE)], events))
    assert words(queued) == ["untrue"]
    empty_handed = HistoryChecks().complaints(left([email(state="Held", holder=ADA)], [login(ADA)], events))
    assert words(empty_handed) == ["untrue"]


def test_a_journal_that_lost_a_row_is_told() -> None:
    checks = HistoryChecks()
    invited = email(state="Offered", invitation={"agent": ADA})
    whole = left([invited], [login(ADA, ONE)], "EmailReceived -, InvitationOpened ada")
    assert list(checks.complaints(whole)) == []
    assert "lost" in words(checks.complaints(left([email()], [login(ADA)], "EmailReceived -")))


def asked(operation: str, code: int | None, token: str | None = None) -> Account:
    account = Account()
    account.ask("ada", operation, ONE, token).code = code
    return account


@pytest.mark.parametrize(
    ("code", "events", "expected"),
    [
        (0, "InvitationAccepted ada", []),
        (None, "InvitationAccepted ada", []),
        (None, "", []),
        (2, "", []),
        (0, "", ["lost"]),
        (2, "InvitationAccepted ada", ["doubled"]),
        (0, "InvitationAccepted ada, InvitationAccepted ada", ["doubled"]),
    ],
)
def test_an_operation_happened_exactly_as_it_was_answered(code: int | None, events: str, expected: list[str]) -> None:
    assert words(operation_complaints(asked("Accept", code), left([], [], events), IDS)) == expected


def test_user_data_is_there_exactly_if_it_was_answered_with_success() -> None:
    without, with_ = email(), email(user_data={"token-1": "x"})
    done = "UserDataChanged ada"
    assert words(operation_complaints(asked("AttachUserData", 0, "token-1"), left([without], [], done), IDS)) == [
        "lost"
    ]
    refused = operation_complaints(asked("AttachUserData", 6, "token-1"), left([with_]), IDS)
    assert words(refused) == ["untrue"]


def test_what_was_told_but_never_committed_is_told() -> None:
    account = Account()
    account.tell(Told("ada", 1, True, ONE, "Invited", "StatusChange", 0, None))
    assert words(operation_complaints(account, left([]), IDS)) == ["untrue"]
    account.tell(Told("ada", 1, True, ONE, "Invited", "StatusChange", 0, None))
    assert words(operation_complaints(account, left([], [], "InvitationOpened ada"), IDS)) == ["doubled"]


def test_an_agent_who_was_logged_in_is_so_after_the_kill() -> None:
    account = Account()
    account.ask("ada", "Ready", None).code = 0
    assert list(operation_complaints(account, left([], [login()]), IDS)) == []
    assert words(operation_complaints(account, left([], [login(open=False)]), IDS)) == ["lost"]


def test_a_reference_given_twice_is_doubled() -> None:
    account = Account()
    for id_ in (ONE, TWO):
        account.tell(Told("ada", 1, True, id_, "Processing", "PropertiesUpdated", 0, 7))
    assert words(operation_complaints(account, left([]), IDS)) == ["doubled"]


def test_an_email_that_waits_beside_a_free_agent_is_stuck() -> None:
    assert words(waiting_in_vain([email()], [login()])) == ["stuck"]
    for busy in (login(ADA, "x", "y"), login(media_channel=None), login(present=[]), login(open=False)):
        assert list(waiting_in_vain([email()], [busy])) == []
    assert list(waiting_in_vain([email(refused=[ADA])], [login()])) == []


def test_a_deadline_that_passed_while_the_server_was_down_must_not_stand() -> None:
    invited = email(state="Offered", invitation={"agent": ADA, "expires_at": 5})
    held = email(TWO, "Held", holder=ADA, handling_deadline=5)
    before = left([invited, held])
    assert words(overdue(before, [invited, held], ready_at=6)) == ["stuck", "stuck"]
    assert list(overdue(before, [invited, held], ready_at=4)) == []
    assert list(overdue(before, [email(), email(TWO)], ready_at=6)) == []


def test_a_client_with_another_picture_than_the_server_is_told() -> None:
    listed = {ONE: ("Invited", {"Subject": "x"})}
    assert list(differing("ada", listed, [dict(listed)], [ONE])) == []
    assert words(differing("ada", listed, [{}], [ONE])) == ["untrue"]
    assert words(differing("ada", listed, [{ONE: ("Processing", {"Subject": "x"})}], [ONE])) == ["untrue"]
    assert words(differing("ada", listed, [], [])) == ["untrue"]
