"""The whole collection of awkward mail is read: nothing raises, and we agree with where it comes from."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from proffer.mail.reading import extract, read
from tests.corpus.agreement import compared
from tests.corpus.mails import FOLDER, is_here, mails

SECONDS_MAX = 5.0  # for one message, 100 times what the slowest takes
LEAST_SHARE = {  # of each field, as it was when it was last looked at; it may only rise
    "subject": 0.96,
    "from": 1.0,
    "to": 1.0,
    "attachment_names": 0.98,
    "body": 0.83,
    "message_id": 1.0,
    "bounce address": 0.98,
    "bounce kind": 0.93,
    "no report": 1.0,
}

pytestmark = pytest.mark.skipif(
    not is_here(), reason=f"no collection of awkward mail (PROFFER_CORPUS, else {FOLDER.name})"
)


@pytest.mark.slow
def test_nothing_in_it_raises_or_takes_long_and_what_is_attached_can_be_read() -> None:
    for mail in mails():
        started = time.monotonic()
        arrival = read(mail.octets)
        assert time.monotonic() - started < SECONDS_MAX, mail.name
        assert not any(warning.code == "unreadable" for warning in arrival.warnings), mail.name
        for attachment in arrival.attachments[:20]:
            assert len(extract(mail.octets, attachment.part)) == attachment.size_bytes, mail.name


@pytest.mark.slow
def test_we_agree_with_where_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    agreed, asked = Counter[str](), Counter[str]()
    for mail in mails():
        for field, same in compared(mail, read(mail.octets)):
            asked[field] += 1
            agreed[field] += same
    with capsys.disabled():
        for field in asked:
            print(f"\n  {field:18} {agreed[field]:4} of {asked[field]:4}  {agreed[field] / asked[field]:.1%}", end="")
    below = {
        field: agreed[field] / asked[field] for field in asked if agreed[field] < LEAST_SHARE[field] * asked[field]
    }
    assert not below
