"""Users one at a time: a password for one, one more of them, and who is there."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable

from proffer.center.center import Center
from proffer.center.credential import Credential
from proffer.center.user import User
from proffer.center_file import Invalid, decide_join, user_as_toml, user_from_table
from proffer.control.events import PasswordSet
from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import AddUser, ListedUser, SetPassword, UserAdded
from proffer.engine.ports import Store
from proffer.record import Change, Conflict, Write
from proffer.toml_file import did_you_mean

ATTEMPTS_MAX = 20
PASSWORD_CHARACTERS_MAX = 256


class Users:
    """`now` gives epoch milliseconds, `hash_password` an Argon2 hash."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], int],
        hash_password: Callable[[str], Awaitable[str]],
        password_characters_min: int,
    ) -> None:
        self._store = store
        self._now = now
        self._hash_password = hash_password
        self._password_characters_min = password_characters_min

    async def set_password(self, request: SetPassword, center: Center) -> str:
        """Writes the hash; the user's id comes back."""
        user = center.user_by_name.get(request.user.casefold())
        if user is None:
            known = [other.user_name for other in center.users]
            raise AdministrationRefused.because(f'there is no user "{request.user}"{did_you_mean(request.user, known)}')
        self._refuse_unless_long_enough(request.password)
        password_hash = await self._hash_password(request.password)
        for _ in range(ATTEMPTS_MAX):
            try:
                await self._store.save(await self._password(user, password_hash, must_change=request.must_change))
            except Conflict:
                continue
            return user.id
        raise AdministrationRefused.because("the password is being changed by others, try again")

    async def add(self, request: AddUser, center: Callable[[], Awaitable[Center]]) -> UserAdded:
        """`center` reads the configuration in force. Both or neither: the user, and the password he logs in with."""
        _user_from(await center(), request)  # refused before the hash is paid for
        self._refuse_unless_long_enough(request.password)
        password_hash = await self._hash_password(request.password)
        for _ in range(ATTEMPTS_MAX):
            before = await center()
            user = _user_from(before, request)
            joins = decide_join(before, user, self._now(), somebody())
            password = await self._password(user, password_hash, must_change=request.must_change)
            try:
                await self._store.save(joins.then(password))
            except Conflict:
                continue
            return UserAdded(user=user.id, number=before.version + 1, toml=user_as_toml(before, user))
        raise AdministrationRefused.because("the configuration is being changed by others, try again")

    async def listed(self, center: Center) -> tuple[ListedUser, ...]:
        """In the order of the configuration."""
        found = await self._store.load([("credential", user.id) for user in center.users])
        return tuple(
            ListedUser(
                name=user.user_name,
                employee_id=user.employee_id,
                first_name=user.first_name,
                last_name=user.last_name,
                roles=user.roles,
                groups=user.groups,
                skills=user.skills,
                enabled=user.enabled,
                has_password=("credential", user.id) in found,
            )
            for user in center.users
        )

    async def _password(self, user: User, password_hash: str, *, must_change: bool) -> Change:
        """Set by somebody else: who has to choose his own at the first log-in must do so."""
        key = ("credential", user.id)
        before = (await self._store.load((key,))).get(key)
        after = Credential(
            version=before.version if before else 0,
            user=user.id,
            password_hash=password_hash,
            must_change=must_change or user.change_password_on_first_login,
            changed_at=self._now(),
        )
        event = PasswordSet(at=self._now(), agent=user.id, by=somebody())
        return Change(writes=(Write(before, after),), events=(event,))

    def _refuse_unless_long_enough(self, password: str) -> None:
        if not self._password_characters_min <= len(password) <= PASSWORD_CHARACTERS_MAX:
            raise AdministrationRefused.because(
                f"a password has {self._password_characters_min} to {PASSWORD_CHARACTERS_MAX} characters"
            )


def _user_from(center: Center, request: AddUser) -> User:
    try:
        return user_from_table(center, request.name, request.table)
    except Invalid as invalid:
        raise AdministrationRefused(invalid.problems) from None


def somebody() -> str:
    """The account of this computer the administrator works under."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in containers
        return ""
