"""Who is meant by a user id, and does the contact centre know him?"""

from __future__ import annotations

from collections.abc import Iterator

from proffer.audit.finding import Finding
from proffer.center.center import Center
from proffer.record import Record

UNKNOWN_TODO = "it is never used; apply the center.toml that has this user, or report this line"


class People:
    """The users of the centre in force; without one nobody is known and nobody is missed."""

    def __init__(self, center: Center | None) -> None:
        self._center = center

    def name(self, user_id: str | None) -> str:
        """As people say it: the user name, else the id."""
        user = None if self._center is None or user_id is None else self._center.user_by_id.get(user_id)
        return str(user_id) if user is None else user.user_name

    def check(self, record: Record, user_id: str | None) -> Iterator[Finding]:
        """A record of a user needs a user: disabled ones stay known."""
        if user_id is not None and self._center is not None and user_id not in self._center.user_by_id:
            kind, id_ = record.key
            what = f"belongs to user {user_id}, whom the contact centre does not know"
            yield Finding(rule="user_is_known", kind=kind, id=id_, what=what, todo=UNKNOWN_TODO)
