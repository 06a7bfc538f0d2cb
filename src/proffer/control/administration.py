"""Does what administrators ask for, with records in and changes out: the same in the server and without one."""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from proffer.center.center import CENTER_KEY, Center
from proffer.center.credential import Credential
from proffer.center_file import CenterApplied, Invalid, center_from_toml, decide_apply, differences
from proffer.control.events import PasswordSet
from proffer.control.explanation import explained
from proffer.control.injection import inject
from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import Applied, Apply, Explained, Inject, Injected, Request, SetPassword, Status, Why
from proffer.engine.ports import Store
from proffer.interaction.email import Email, email_key
from proffer.mail.receiving import Intake
from proffer.record import Change, Conflict, Write, replace
from proffer.toml_file import Problem, did_you_mean

ATTEMPTS_MAX = 20
PASSWORD_CHARACTERS_MAX = 256


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
        self._hash_password = hash_password
        self._password_characters_min = password_characters_min
        self._intake = intake
        self._status = status

    async def perform(self, request: Request) -> Any:
        """The answer to any request. Raises AdministrationRefused, StoreDown."""
        acts: dict[type, Callable[[Any], Awaitable[Any]]] = {
            Apply: self.apply,
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
                change = decide_apply(previous, wanted, await self._unfinished(), self._now(), _somebody())
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

    async def set_password(self, request: SetPassword) -> str:
        """Writes the hash; the user's id comes back."""
        center = await self.center() or Center()
        user = center.user_by_name.get(request.user.casefold())
        if user is None:
            known = [other.user_name for other in center.users]
            raise AdministrationRefused.because(f'there is no user "{request.user}"{did_you_mean(request.user, known)}')
        if not self._password_characters_min <= len(request.password) <= PASSWORD_CHARACTERS_MAX:
            raise AdministrationRefused.because(
                f"a password has {self._password_characters_min} to {PASSWORD_CHARACTERS_MAX} characters"
            )
        password_hash = await self._hash_password(request.password)
        for _ in range(ATTEMPTS_MAX):
            key = ("credential", user.id)
            before = (await self._store.load((key,))).get(key)
            after = Credential(
                version=before.version if before else 0,
                user=user.id,
                password_hash=password_hash,
                must_change=request.must_change,
                changed_at=self._now(),
            )
            event = PasswordSet(at=self._now(), agent=user.id, by=_somebody())
            try:
                await self._store.save(Change(writes=(Write(before, after),), events=(event,)))
            except Conflict:
                continue
            return user.id
        raise AdministrationRefused.because("the password is being changed by others, try again")

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
            event = CenterApplied(at=self._now(), by=_somebody(), changed=tuple(f"queue {name}" for name in late))
            again = Write(after, replace(previous, version=after.version))
            await self._store.save(Change(writes=(again,), events=(event,)))
            problems = [Problem(0, f'an email came into queue "{name}" while it was being removed') for name in late]
            raise AdministrationRefused(problems)


def _somebody() -> str:
    """The account of this computer the administrator works under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in containers
        return ""
