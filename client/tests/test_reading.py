"""What comes over the wire becomes typed values, news and errors."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bayeux.client.http import Response
from proffer_client import ChannelNews, Email, EmailNews, NoAnswer, NotValidNow, OtherNews, Refused
from proffer_client.errors import BY_CODE, refused
from proffer_client.http import _object
from proffer_client.news import read_news
from proffer_client.objects import read

EMAIL = {
    "id": "00001a0000000001",
    "state": "Processing",
    "from": "jonas.weber@example.org",
    "receivedDate": "2026-03-02 09:14:07.512+0000",
    "userData": {"RRequestedSkills": None, "ServiceObjective": 0},
    "attachments": [{"id": "1", "name": "a.pdf", "size": 3, "mime": "application/pdf", "uri": "", "path": ""}],
    "revelantResponseTemplateGroups": [],
}


def test_an_email_is_read_with_its_names_in_python_and_what_is_unknown_is_ignored() -> None:
    email = read(Email, EMAIL | {"somethingNew": {"a": 1}})
    assert (email.from_, email.user_data["RRequestedSkills"], email.attachments[0].size) == (
        "jonas.weber@example.org",
        None,
        3,
    )
    assert email.received_at == datetime(2026, 3, 2, 9, 14, 7, 512_000, tzinfo=UTC)
    assert (email.cc, email.subject, email.body) == ((), None, None)


def test_a_message_becomes_news_of_its_kind() -> None:
    news = read_news(
        {"channel": "/v2/me/emails", "data": {"notificationType": "Error", "errorCode": 2, "email": EMAIL}}
    )
    assert isinstance(news, EmailNews)
    assert (news.kind, news.error_code, news.reference_id, news.email.id) == ("Error", 2, None, EMAIL["id"])
    state = {"channel": "email", "dndState": "On", "userState": {"id": "9", "state": "Ready", "displayName": "Ready"}}
    channel = read_news({"channel": "/v2/me/channels", "data": {"channels": [state]}})
    assert isinstance(channel, ChannelNews)
    assert channel.channels[0].do_not_disturb


@pytest.mark.parametrize("data", [None, [], "x", {"email": {"id": 5}}, {"email": "x"}, {"channels": 7}, {}])
def test_what_has_another_form_is_told_as_it_came_and_breaks_nothing(data: object) -> None:
    assert isinstance(read_news({"channel": "/v2/me/channels", "data": data}), OtherNews)


def test_every_code_has_its_error_and_an_unknown_one_the_common_one() -> None:
    assert type(refused(2, "late", 400)) is NotValidNow
    assert type(refused(99, "new", 500)) is Refused
    assert all(issubclass(kind, Refused) for kind in BY_CODE.values())


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"statusCode":2}', b"<html>"])
def test_an_answer_that_is_none_of_this_interface_is_no_answer(body: bytes) -> None:
    with pytest.raises(NoAnswer):
        _object(Response(200, [], body))
    assert _object(Response(200, [], json.dumps({"statusCode": 7}).encode())) == {"statusCode": 7}
