"""Hands the notices of each committed change to the Bayeux sessions of those they are for, in commit order."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from proffer.agents.notices import ChannelNotice, ContactNotice, LogoutNotice, PasswordNotice
from proffer.center.center import Center
from proffer.interaction.notices import EmailNotice, HistoryNotice, WorkbinNotice
from proffer.notifications.messages import (
    channel_message,
    contact_message,
    email_message,
    history_message,
    password_message,
    workbin_message,
)
from proffer.record import Committed, Notice
from proffer.wire.uri import Uris

OF_EMAIL = (EmailNotice, WorkbinNotice, ContactNotice, HistoryNotice)  # silent while the feature is off (3.5)


class Sessions(Protocol):
    """What the publisher needs of a Bayeux server."""

    def deliver_many(self, principals: Collection[str], channel: str, data: bytes) -> int:
        """JSON `data` to every subscribed session of these users, once per session."""

    def end(self, principal: str) -> None:
        """Closes a user's sessions after what was delivered before."""


class Publisher:
    """The last subscriber of the commit feed: nothing is pushed that was not committed."""

    def __init__(
        self, sessions: Sessions, is_here: Callable[[str], bool], center: Callable[[], Center], uris: Uris
    ) -> None:
        self._sessions = sessions
        self._is_here = is_here
        self._center = center
        self._uris = uris

    def on_commit(self, committed: Committed) -> None:
        """Part of the commit feed; only enqueues."""
        for notice in committed.change.notices:
            self.push(notice)

    def push(self, notice: Notice) -> None:
        """One notice to those of its receivers who have a session here; encoded once, and only if there is one."""
        if isinstance(notice, OF_EMAIL) and not self._center().options.email_is_on:
            return
        receivers = [user for user in notice.to if self._is_here(user)]
        if not receivers:
            return
        if isinstance(notice, LogoutNotice):
            for user in receivers:
                self._sessions.end(user)
            return
        self._sessions.deliver_many(receivers, notice.topic, self._encoded(notice))

    def _encoded(self, notice: Notice) -> bytes:
        if isinstance(notice, EmailNotice):
            return email_message(notice, self._center(), self._uris)
        if isinstance(notice, ChannelNotice):
            return channel_message(notice, self._center())
        if isinstance(notice, ContactNotice):
            return contact_message(notice)
        if isinstance(notice, WorkbinNotice):
            return workbin_message(notice, self._center(), self._uris)
        if isinstance(notice, HistoryNotice):
            return history_message(notice, self._center(), self._uris)
        assert isinstance(notice, PasswordNotice), f"no message for {type(notice).__name__}"
        return password_message(notice)
