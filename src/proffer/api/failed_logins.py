"""Slows down who guesses passwords: too many failures for one user from one address (contract 2.6)."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

from proffer.api.settings import ApiSettings
from proffer.api.status import RefusedWith
from proffer.operations.refused import NOT_AUTHENTICATED

NAME_CHARACTERS_MAX = 256  # of a key; the name is whatever somebody sends

Who = tuple[str, str]  # user name, address


class FailedLogins:
    """Counts attempts until they succeed, so that a burst of guesses at once counts as well."""

    def __init__(self, settings: ApiSettings, monotonic: Callable[[], float]) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._failed: OrderedDict[Who, tuple[int, float]] = OrderedDict()  # → how many, until when they count

    @staticmethod
    def who(user_name: str, peer: str) -> Who:
        """Under what attempts are counted."""
        return (user_name.casefold()[:NAME_CHARACTERS_MAX], peer)

    def begin(self, who: Who) -> None:
        """Counts an attempt. Raises 429 / 20 with `Retry-After` when there were too many."""
        now = self._monotonic()
        count, until = self._failed.get(who, (0, now + self._settings.failed_logins_window_seconds))
        if now >= until:
            count, until = 0, now + self._settings.failed_logins_window_seconds
        if count >= self._settings.failed_logins_max:
            retry = (b"retry-after", b"%d" % max(1, math.ceil(until - now)))
            raise RefusedWith(NOT_AUTHENTICATED, "Too many failed log-ins.", http=429, headers=(retry,))
        self._failed[who] = (count + 1, until)
        self._failed.move_to_end(who)
        while len(self._failed) > self._settings.failed_logins_remembered_max:
            self._failed.popitem(last=False)

    def forget(self, who: Who) -> None:
        """The attempt succeeded: earlier failures are forgiven."""
        self._failed.pop(who, None)

    def take_back(self, who: Who) -> None:
        """The attempt could not be judged: it does not count."""
        count, until = self._failed.get(who, (0, 0.0))
        if count > 1:
            self._failed[who] = (count - 1, until)
        else:
            self._failed.pop(who, None)
