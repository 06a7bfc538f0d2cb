"""What was answered with success is done, what was refused is not, what was never answered is one or the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from tests.crashes.account import Account, Asked
from tests.crashes.evidence import Evidence

EVENTS = {
    "Accept": "InvitationAccepted",
    "Reject": "InvitationRejected",
    "Complete": "EmailCompleted",
    "AttachUserData": "UserDataChanged",
    "UpdateUserData": "UserDataChanged",
    "SetDisposition": "DispositionSet",
    "AddComment": "CommentAdded",
    "SetInFocus": "FocusSet",
}
PUSHED = {  # what a client is told → one of these must be in the journal
    "Invited": ("InvitationOpened",),
    "Processing": ("InvitationAccepted", "UserDataChanged", "DispositionSet", "CommentAdded"),
    "Completed": ("InvitationRejected", "EmailCompleted"),
    "Revoked": ("InvitationExpired", "InvitationRevoked", "EmailReturned", "HandlingExpired"),
}
Counts = Counter[tuple[str | None, str | None, str]]  # (user id, email, event)


def operation_complaints(account: Account, evidence: Evidence, ids: Mapping[str, str]) -> Iterator[str]:
    """`ids`: user name → user id."""
    rows: Counts = Counter((row.agent, row.email, row.type) for row in evidence.journal)
    yield from _as_often_as_answered(account, rows, ids)
    yield from _user_data(account, evidence)
    for name, agent in ids.items():
        yield from _channel(name, [asked for asked in account.asked if asked.agent == name], evidence.logins.get(agent))
    yield from _pushed(account, rows, ids)
    yield from _references(account)


def _as_often_as_answered(account: Account, rows: Counts, ids: Mapping[str, str]) -> Iterator[str]:
    done: Counts = Counter()
    open_: Counts = Counter()
    for asked in account.asked:
        event = EVENTS.get(asked.operation)
        if event is not None and asked.code in (0, None):
            (done if asked.code == 0 else open_)[ids[asked.agent], asked.email, event] += 1
    for key in done.keys() | open_.keys() | {key for key in rows if key[2] in EVENTS.values()}:
        if rows[key] < done[key]:
            yield f"lost: {key[2]} of {key[1]} by {key[0]}, answered {done[key]} times, done {rows[key]} times"
        if rows[key] > done[key] + open_[key]:
            yield f"doubled: {key[2]} of {key[1]} by {key[0]}, asked {done[key] + open_[key]} times, done {rows[key]}"


def _user_data(account: Account, evidence: Evidence) -> Iterator[str]:
    there = {
        (id_, key): value
        for id_, email in evidence.emails.items()
        for key, value in email["user_data"].items()
        if key.startswith("token-")
    }
    for asked in account.asked:
        if asked.token is None or asked.email is None:
            continue
        value = there.pop((asked.email, asked.token), None)
        if asked.code == 0 and value is None:
            yield f"lost: user data {asked.token} of {asked.email}"
        if asked.code not in (0, None) and value is not None:
            yield f"untrue: user data {asked.token} of {asked.email} was refused with {asked.code} and is there"
    for id_, key in there:
        yield f"untrue: nobody attached {key} to {id_}"


def _channel(name: str, asked: list[Asked], login: dict[str, object] | None) -> Iterator[str]:
    """Only the last word counts, and only if it was answered: else nobody knows."""
    last = next((one for one in reversed(asked) if one.email is None), None)
    if last is None or last.code != 0:
        return
    is_open = bool(login and login["open"])
    channel = (login or {}).get("media_channel") or {}
    assert isinstance(channel, dict)
    if last.operation == "EndContactCenterSession" and is_open:
        yield f"lost: {name} was logged out"
    elif last.operation == "StartContactCenterSession" and not is_open:
        yield f"lost: {name} was logged in"
    elif last.operation == "NotReady" and channel.get("state") != "NotReady":
        yield f"lost: {name} was set to not ready"
    elif last.operation == "Ready" and not is_open:
        yield f"lost: {name} was logged in and ready"


def _pushed(account: Account, rows: Counts, ids: Mapping[str, str]) -> Iterator[str]:
    told = Counter(
        (t.desk, t.agent, t.email, t.state, t.exactly_once) for t in account.told if t.kind == "StatusChange"
    )
    for (_, name, email, state, exactly_once), times in told.items():
        committed = sum(rows[ids[name], email, event] for event in PUSHED.get(state, ()))
        if committed == 0:
            yield f"untrue: {name} was told that {email} is {state}, which was never committed"
        elif exactly_once and times > committed:
            yield f"doubled: {name} was told {times} times that {email} is {state}, it was so {committed} times"


def _references(account: Account) -> Iterator[str]:
    """Within one contact-centre session a referenceId belongs to one request."""
    given: dict[tuple[str, int, int], tuple[str, str, str]] = {}
    for told in account.told:
        if told.reference is None:
            continue
        what = (told.email, told.kind, told.state)
        if given.setdefault((told.agent, told.session, told.reference), what) != what:
            yield f"doubled: referenceId {told.reference} of {told.agent} is that of {what} and of another request"
