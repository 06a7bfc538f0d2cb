"""Forms that only this file knows: targets of a queue, levels of skills, time zones, moments, field codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from proffer.center.queue import AGENT, EXPRESSION, GROUP, Target
from proffer.interaction.field_codes import KNOWN, unknown_codes
from proffer.record import Struct
from proffer.routing.skill_expression import PREFIX, SkillExpressionError, parse
from proffer.routing.target import AGENT_PREFIX
from proffer.toml_file import Where, did_you_mean
from proffer.toml_file.forms import Form, TableOf, Text, Whole, expected

LEVEL = Whole(0, 999_999_999)  # contract 12.5: up to nine digits
WAIT = Whole(0, 31_536_000, "seconds")
TARGETS_MAX = 100


class Levels(TableOf, frozen=True):
    """`{ Billing = 5, French = 3 }`."""

    name: Text = Text(1, 255)
    value: Whole = LEVEL


class Targets(Struct, frozen=True):
    """`["Support-Mail", { target = "?:Billing >= 5", wait = 60 }, "agent:E1042"]`; no wait: the next one at once."""

    def read(self, value: object, where: Where) -> tuple[Target, ...]:
        if not isinstance(value, list) or len(value) > TARGETS_MAX:
            where.wrong(f"expected {self}")
            return ()
        targets = [_target(item, at == len(value) - 1, where.at(at)) for at, item in enumerate(value)]
        if targets and targets[-1].wait_seconds is not None:
            where.at(len(targets) - 1).wrong("the last target has none after it to wait for")
        return tuple(targets)

    def write(self, value: tuple[Target, ...]) -> list[object]:
        return [t.text if not t.wait_seconds else {"target": t.text, "wait": t.wait_seconds} for t in value]

    def __str__(self) -> str:
        return f'a list of up to {TARGETS_MAX} targets: "Group", "?:Skill >= 5", "agent:E1042" or {{ target, wait }}'


class Moment(Struct, frozen=True):
    """A date or a date with time, of TOML or in its text form; without an offset in UTC. Epoch milliseconds."""

    def read(self, value: object, where: Where) -> int:
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return expected(self, value, where, 0)
        if isinstance(value, datetime):
            return int((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp() * 1_000)
        if isinstance(value, date):
            return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1_000)
        return expected(self, value, where, 0)

    def write(self, value: int) -> str:
        return datetime.fromtimestamp(value / 1_000, UTC).isoformat(timespec="milliseconds")

    def __str__(self) -> str:
        return "a date, or a date and a time, as 2026-01-12 or 2026-01-12T08:00:00Z"


class WithFieldCodes(Struct, frozen=True):
    """Text in which `<$ Contact.FirstName $>` and its like stand for something; codes nobody knows are noted."""

    form: Form

    def read(self, value: object, where: Where) -> Any:
        text = self.form.read(value, where)
        for code in unknown_codes(text):
            known = {".".join(one) for one in KNOWN}
            where.wrong(f"there is no field code <$ {code} $>{did_you_mean(code, known)}")
        return text

    def write(self, value: Any) -> object:
        return self.form.write(value)

    def __str__(self) -> str:
        return str(self.form)


def _target(item: object, last: bool, where: Where) -> Target:
    wait = None if last else 0
    if isinstance(item, Mapping):
        for key in item.keys() - {"target", "wait"}:
            where.at(key).wrong(f"there is no such key{did_you_mean(key, ('target', 'wait'))}")
        if "wait" in item:
            wait = WAIT.read(item["wait"], where.at("wait"))
        item = item.get("target")
    if not isinstance(item, str) or not 1 <= len(item) <= 1_000:
        where.wrong('a target is "Group", "?:Skill >= 5" or "agent:E1042"')
        return Target(kind=GROUP, text="", wait_seconds=wait)
    kind = EXPRESSION if item.startswith(PREFIX) else AGENT if item.startswith(AGENT_PREFIX) else GROUP
    if kind == EXPRESSION:
        try:
            parse(item)
        except SkillExpressionError as error:
            where.wrong(str(error))
    return Target(kind=kind, text=item, wait_seconds=wait)


class TimeZone(Struct, frozen=True):
    """A name of the time-zone database."""

    def read(self, value: object, where: Where) -> str:
        try:
            return ZoneInfo(str(value)).key
        except (ValueError, OSError, KeyError):  # not a name, a folder, unknown
            hint = did_you_mean(str(value), sorted(available_timezones()))
            where.wrong(f"there is no time zone {str(value)[:60]!r}{hint}")
            return "UTC"

    def write(self, value: Any) -> object:
        return value

    def __str__(self) -> str:
        return "a time zone such as Europe/Berlin"
