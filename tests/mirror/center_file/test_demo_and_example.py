"""The files that come with Proffer are good examples."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import proffer.demo
from proffer.center_file import center_from_toml, sections
from proffer.center_file.sections import OPTIONS, SECTIONS

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "center.example.toml"
CENTER_ID = "6f83552e-0299-4ccf-bd65-1993015e8b70"


def test_the_demo_center_has_five_users_a_queue_each_way_one_mailbox_and_the_defaults_of_the_contract() -> None:
    text = (Path(proffer.demo.__file__).parent / "center.toml").read_bytes()
    center = center_from_toml(text, None, CENTER_ID)
    assert [user.user_name for user in center.users] == ["ada", "bob", "cyn", "sam", "admin"]
    assert [user.groups for user in center.users] == [("Support",)] * 3 + [()] * 2
    assert [queue.name for queue in center.queues] == ["support", "support-out"]
    assert [(box.address, box.queue) for box in center.mailboxes] == [("support@demo.test", "support")]
    assert center.options == type(center.options)()


def test_the_example_is_valid() -> None:
    center = center_from_toml(EXAMPLE.read_bytes(), None, CENTER_ID)
    assert center.queue_by_name["support"].overflow_queue == "escalated"
    assert center.mailbox_by_address["help@example.com"].queue == "support"


def test_the_example_shows_every_key_there_is() -> None:
    text = EXAMPLE.read_text()
    for key in (sections.CENTER_ID.key, *(mark.key for section in SECTIONS for mark in section.marks)):
        assert re.search(rf"(?m)^# {key} = ", text), key
    content = tomllib.loads(text)
    assert set(content) == {"options", *(section.key for section in SECTIONS)}
    assert set(content["options"]) == {field.key for field in OPTIONS}
    for section in SECTIONS:
        shown = {key for table in content[section.key].values() if isinstance(table, dict) for key in table}
        if not section.shorthand:
            assert shown == {field.key for field in section.fields}, section.key


def test_the_example_shows_the_defaults_of_the_options() -> None:
    text = re.sub(r"(?m)^default-(inbound-queue|outbound-queue|from-address) .*$", "", EXAMPLE.read_text())
    options = center_from_toml(text, None, CENTER_ID).options
    assert options == type(options)()
