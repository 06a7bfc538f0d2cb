"""Argon2 beside the loop: a few threads, a bounded number of log-ins waiting for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from proffer.api.settings import ApiSettings
from proffer.operations.refused import INTERNAL, Refused

T = TypeVar("T")


class Passwords:
    """Verifies and hashes. An unknown user costs as much as a wrong password."""

    def __init__(self, settings: ApiSettings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.password_time_cost,
            memory_cost=settings.password_memory_kib,
            parallelism=settings.password_parallelism,
        )
        self._threads = ThreadPoolExecutor(settings.password_threads, thread_name_prefix="password")
        self._waiting_max = settings.password_waiting_max
        self._waiting = 0
        self._nobodys: str | None = None  # a hash to compare with when there is no user

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Is it this password? Without a hash the answer is no, after the usual time."""
        return await self._beside(lambda: self._matches(password_hash, password))

    async def hash(self, password: str) -> str:
        """The hash to store."""
        return await self._beside(lambda: self._hasher.hash(password))

    def close(self) -> None:
        """Lets the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _matches(self, password_hash: str | None, password: str) -> bool:
        try:
            right = self._hasher.verify(password_hash or self._nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
        return right and password_hash is not None

    def _nobodys_hash(self) -> str:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash("nobody has this password")
        return self._nobodys

    async def _beside(self, work: Callable[[], T]) -> T:
        if self._waiting >= self._waiting_max:
            raise Refused(INTERNAL, "Too many log-ins are waiting, try again.", http=503)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
