"""Remembers for some minutes which passwords were right, so that Basic on every request stays cheap."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

from proffer.api.basic import Credentials
from proffer.center.credential import Credential


class VerifiedPasswords:
    """Keeps an HMAC under a key of this process, never a password. A changed credential is not remembered."""

    def __init__(self, *, seconds: float, entries_max: int, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._entries_max = entries_max
        self._monotonic = monotonic
        self._secret = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, tuple[str, float]] = OrderedDict()  # mark → password hash, until when

    def mark(self, claimed: Credentials) -> bytes:
        """What stands for this user name and password in this process."""
        text = f"{claimed.user_name.casefold()}\0{claimed.password}".encode()
        return hmac.digest(self._secret, text, "sha256")

    def knows(self, mark: bytes, credential: Credential) -> bool:
        """Was it right a short while ago, and has the credential stayed the same?"""
        found = self._known.get(mark)
        return found is not None and found[0] == credential.password_hash and self._monotonic() < found[1]

    def remember(self, mark: bytes, credential: Credential) -> None:
        """It was right just now."""
        self._known[mark] = (credential.password_hash, self._monotonic() + self._seconds)
        self._known.move_to_end(mark)
        while len(self._known) > self._entries_max:
            self._known.popitem(last=False)
