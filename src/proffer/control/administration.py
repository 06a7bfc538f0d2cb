"""Does what administrators ask for, with records in and changes out: the same in the server and without one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from proffer.center.center import CENTER_KEY, Center
from proffer.center_file import CenterApplied, Invalid, center_as_toml, center_from_toml, decide_apply, differences
from proffer.control.explanation import explained
from proffer.control.injection import inject
from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import (
    AddUser,
    Applied,
    Apply,
    Explained,
    Export,
    Exported,
    Inject,
    Injected,
    ListedUser,
    ListUsers,
    Request,
    SetPassword,
    Status,
    UserAdded,
    Why,
)
from proffer.control.users import Users, somebody
from proffer.engine.ports import Store
from proffer.interaction.email import Email, email_key
from proffer.mail.receiving import Intake
from proffer.record import Change, Conflict, Write, replace
from proffer.toml_file import Problem

ATTEMPTS_MAX = 20


class Administration:
    """`now` gives epoch milliseconds, `hash_password` an Argon2 hash; without `intake` no mail can be injected."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], int],
        hash_password: Callable[[str], Awaitable[str]],
        password_characters_min: int = 8,
        intake: Intake | None = None,
        status: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        self._store = store
        self._now = now
        self._users = Users(store, now, hash_password, password_characters_min)
        self._intake = intake
        self._status = status

    async def perform(self, request: Request) -> Any:
        """The answer to any request. Raises AdministrationRefused, StoreDown."""
        acts: dict[type, Callable[[Any], Awaitable[Any]]] = {
            Apply: self.apply,
            Export: self.export,
            AddUser: self.add_user,
            ListUsers: self.list_users,
            SetPassword: self.set_password,
            Why: self.why,
            Inject: self.inject,
            Status: self.status,
        }
        return await acts[type(request)](request)

    async def apply(self, request: Apply) -> Applied:
        """All of the file or nothing of it."""
        for _ in range(ATTEMPTS_MAX):
            previous = await self.center()
            try:
                wanted = center_from_toml(request.text, previous, str(uuid4()))
                change = decide_apply(previous, wanted, await self._unfinished(), self._now(), somebody())
            except Invalid as invalid:
                raise AdministrationRefused(invalid.problems) from None
            if change is None:
                return Applied(number=wanted.version, committed=False, differences=())
            after = change.writes[0].after
            assert isinstance(after, Center)
            found = differences(previous, after)
            if not request.commit:
                return Applied(number=after.version, committed=False, differences=found)
            try:
                await self._store.save(change)
            except Conflict:
                continue
            await self._undo_if_mail_came(previous, replace(after, version=after.version + 1))
            return Applied(number=after.version + 1, committed=True, differences=found)
        raise AdministrationRefused.because("the configuration is being changed by others, try again")

    async def export(self, request: Export) -> Exported:
        """The contact centre in force, as a file."""
        center = await self._center_there_must_be()
        text = await asyncio.to_thread(center_as_toml, center)
        return Exported(number=center.version, applied_at=center.applied_at, text=text)

    async def set_password(self, request: SetPassword) -> str:
        """Writes the hash; the user's id comes back."""
        return await self._users.set_password(request, await self.center() or Center())

    async def add_user(self, request: AddUser) -> UserAdded:
        """In one commit: the configuration with him, and his password."""
        return await self._users.add(request, self._center_there_must_be)

    async def list_users(self, request: ListUsers) -> tuple[ListedUser, ...]:
        """Everybody, disabled users too."""
        return await self._users.listed(await self.center() or Center())

    async def why(self, request: Why) -> Explained:
        """The email's story."""
        key = email_key(request.email)
        email = (await self._store.load((key,))).get(key)
        if not isinstance(email, Email):
            raise AdministrationRefused.because(f"there is no email {request.email}")
        return explained(email, await self._store.journal(email.id), await self.center() or Center())

    async def inject(self, request: Inject) -> Injected:
        """As if it had come by SMTP."""
        if self._intake is None:
            raise AdministrationRefused.because("mail can only be injected into a running server: proffer serve")
        return await inject(self._intake, request, self._now())

    async def status(self, request: Status) -> dict[str, Any]:
        """What the server says of itself, the number of the configuration, and how many emails are in each state."""
        center = await self.center() or Center()
        return {**self._status(), "center": center.version, "emails": await self._store.email_counts()}

    async def center(self) -> Center | None:
        """The configuration in force; None before the first `apply`."""
        found = (await self._store.load((CENTER_KEY,))).get(CENTER_KEY)
        assert found is None or isinstance(found, Center)
        return found

    async def _center_there_must_be(self) -> Center:
        center = await self.center()
        if center is None:
            raise AdministrationRefused.because("there is no contact centre yet: proffer apply center.toml")
        return center

    async def _unfinished(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        async for record in self._store.open_records():
            if isinstance(record, Email) and not record.finished:
                counts[record.queue] += 1
        return counts

    async def _undo_if_mail_came(self, previous: Center | None, after: Center) -> None:
        """A mail decided on before the commit may have entered a queue that is gone now: then the queue comes back."""
        gone = {queue.name for queue in previous.queues} - {queue.name for queue in after.queues} if previous else set()
        if previous is None or not gone:
            return
        late = sorted(gone & (await self._unfinished()).keys())
        if late:
            event = CenterApplied(at=self._now(), by=somebody(), changed=tuple(f"queue {name}" for name in late))
            again = Write(after, replace(previous, version=after.version, applied_at=self._now()))
            await self._store.save(Change(writes=(again,), events=(event,)))
            problems = [Problem(0, f'an email came into queue "{name}" while it was being removed') for name in late]
            raise AdministrationRefused(problems)
