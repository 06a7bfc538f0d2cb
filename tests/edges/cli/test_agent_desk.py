"""What the agent's terminal shows of what the server says."""

from __future__ import annotations

from typing import Any

from proffer.cli.agent.desk import Desk, plain
from proffer.cli.agent.screen import cut, status
from proffer_client import Channel, Email, UserState
from proffer_client.news import read_news


def told(desk: Desk, state: str, number: int = 1, **fields: Any) -> list[str]:
    email = {"id": f"id{number}", "state": state, **fields}
    return desk.told(read_news({"channel": "/v2/me/emails", "data": {"email": email}}))


def channel(state: str, dnd_state: str = "Off") -> Channel:
    user_state = UserState(id="9", state=state, display_name=state)
    return Channel(channel="email", user_state=user_state, dnd_state=dnd_state)


def test_an_invitation_is_shown_once_and_its_end_too() -> None:
    desk = Desk()
    assert told(desk, "Invited", subject="Lamp", **{"from": "kim@b.example"}) == [
        'invited id1 "Lamp" from kim@b.example'
    ]
    assert told(desk, "Invited", subject="Lamp") == []
    assert told(desk, "Revoked") == ['revoked id1 "Lamp"']
    assert told(desk, "Revoked") == []


def test_a_refused_invitation_is_not_called_completed() -> None:
    desk = Desk()
    told(desk, "Invited", userData={"Subject": "Lamp"})
    assert told(desk, "Completed") == ['refused id1 "Lamp"']


def test_keys_mean_the_invitation_that_ends_first_and_the_email_held_longest() -> None:
    desk = Desk()
    for number, state in enumerate(("Processing", "Invited", "Invited", "Processing")):
        told(desk, state, number)
    desk.emails["id1"].deadline, desk.emails["id2"].deadline = 20.0, 10.0
    invited, processing = desk.invited(), desk.processing()
    assert invited is not None
    assert processing is not None
    assert (invited.id, processing.id) == ("id2", "id0")


def test_reading_again_forgets_what_is_not_in_hand_any_more() -> None:
    desk = Desk()
    told(desk, "Invited", 1, subject="Lamp")
    assert desk.emails_are([Email(id="id2", state="Processing", subject="Desk")]) == [
        'gone id1 "Lamp"',
        'processing id2 "Desk" from somebody',
    ]


def test_the_state_is_told_when_it_changes() -> None:
    desk = Desk()
    assert desk.channels_are([channel("Ready")]) == ["you are Ready"]
    assert desk.channels_are([channel("Ready")]) == []
    assert desk.channels_are([channel("Ready", dnd_state="On")]) == ["you are Ready, do not disturb"]
    assert desk.channels_are([]) == ["you are LoggedOut"]


def test_nothing_a_customer_writes_is_obeyed_by_the_terminal() -> None:
    assert plain("a\x1b]0;title\x07b\r\nc\u202ed\x9b") == "a ]0;title b  c d "


def test_the_status_line_counts_down_and_names_the_keys() -> None:
    desk = Desk()
    desk.channels_are([channel("Ready")])
    told(desk, "Invited", 1, subject="Lamp")
    told(desk, "Processing", 2)
    desk.emails["id1"].deadline = 100.0
    assert status("ada", desk, 73.0) == (
        'ada Ready · offered "Lamp" 27 s: a accept, r reject · in hand 1: c complete · n not ready · q quit'
    )
    assert " 0 s:" in status("ada", desk, 130.0)


def test_a_line_is_cut_by_the_columns_it_takes() -> None:
    assert cut("short", 5) == "short"
    assert cut("longer", 5) == "long…"
    assert cut("パスワード", 5) == "パ…"


def test_strange_messages_are_passed_over() -> None:
    desk = Desk()
    for message in ({}, {"data": 3}, {"channel": "/v2/me/channels", "data": {}}, {"data": {"email": None}}):
        assert desk.told(read_news(message)) == []
