"""Who is asking: the cookie of a session, Basic with a password (contract 3.1), or an API token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from proffer.agents.api_token import ApiTokens, api_tokens_key
from proffer.api.basic import Credentials, is_basic, read_basic
from proffer.api.bearer import Claimed, is_bearer, read_bearer, token_of
from proffer.api.call import Call
from proffer.api.cookie import set_cookie
from proffer.api.edge import Caller
from proffer.api.failed_logins import FailedLogins
from proffer.api.passwords import Passwords
from proffer.api.ports import Presence, Records
from proffer.api.session import Session
from proffer.api.sessions import DISABLED, Sessions
from proffer.api.status import access_denied
from proffer.api.verified import VerifiedPasswords
from proffer.center.credential import Credential
from proffer.center.user import User

MUST_CHANGE_SECONDS = 60  # how long a cookie session trusts that no password change is demanded


class Authentication:
    """Step 1 of contract 2.8. Raises Refused 20: 403, or 429 when there were too many failures."""

    def __init__(
        self,
        *,
        records: Records,
        sessions: Sessions,
        passwords: Passwords,
        verified: VerifiedPasswords,
        failed: FailedLogins,
        presence: Presence,
        clock: Callable[[], int],
        monotonic: Callable[[], float],
        secure: bool,
    ) -> None:
        self._records = records
        self._sessions = sessions
        self._passwords = passwords
        self._verified = verified
        self._failed = failed
        self._presence = presence
        self._clock = clock
        self._monotonic = monotonic
        self._secure = secure
        self._verifying: dict[bytes, asyncio.Task[bool]] = {}  # equal log-ins at once are verified once

    async def caller(self, call: Call) -> Caller:
        """The user behind a request, and his session."""
        authorization = call.headers.get(b"authorization")
        if authorization is not None and is_basic(authorization):
            return await self._by_password(call, read_basic(authorization))
        if authorization is not None and is_bearer(authorization):
            return await self._by_token(read_bearer(authorization))
        cookie = call.headers.get(b"cookie")
        session = None if cookie is None else self._sessions.of_cookie(cookie)
        if session is None:
            raise access_denied()
        user = self._records.center.user_by_id.get(session.user)
        if user is None or not user.enabled:
            await self._sessions.end_all(session.user, DISABLED)
            self._presence.http_session_ended(session.user)
            raise access_denied()
        if session.checked_at is None or session.seen_at - session.checked_at > MUST_CHANGE_SECONDS:
            self._look_at(session, await self._credential(user))
        return Caller(user, session, False)

    async def _by_password(self, call: Call, claimed: Credentials | None) -> Caller:
        if claimed is None:
            raise access_denied()
        user = self._records.center.user_by_name.get(claimed.user_name.casefold())
        credential = await self._credential(user) if user is not None and user.enabled else None
        mark = self._verified.mark(claimed)
        if credential is None or not self._verified.knows(mark, credential):
            await self._verify(call, claimed, credential, mark)
        if user is None or credential is None:
            raise access_denied()
        session, fresh = await self._session_of(call, user)
        self._look_at(session, credential)
        return Caller(user, session, True, () if fresh is None else (set_cookie(fresh, secure=self._secure),))

    async def _by_token(self, claimed: Claimed | None) -> Caller:
        """The user whose token it is. He gets no cookie: that would open what the token's scopes do not."""
        user = None if claimed is None else self._records.center.user_by_id.get(claimed.user)
        if claimed is None or user is None or not user.enabled:
            raise access_denied()
        tokens = await self._records.get(api_tokens_key(user.id))
        token = token_of(claimed, tokens, self._clock()) if isinstance(tokens, ApiTokens) else None
        if token is None:
            raise access_denied()
        session = await self._sessions.shared(user.id)
        self._look_at(session, await self._credential(user))
        return Caller(user, session, True, (), token)

    async def _verify(self, call: Call, claimed: Credentials, credential: Credential | None, mark: bytes) -> None:
        """Argon2, whoever it is, so that the time says nothing about who exists."""
        verifying = self._verifying.get(mark)
        if verifying is None:
            who = self._failed.who(claimed.user_name, call.peer)
            self._failed.begin(who)
            verifying = asyncio.ensure_future(self._judge(who, claimed, credential, mark))
            self._verifying[mark] = verifying
            verifying.add_done_callback(lambda _: self._verifying.pop(mark, None))
        if not await asyncio.shield(verifying):
            raise access_denied()

    async def _judge(
        self, who: tuple[str, str], claimed: Credentials, credential: Credential | None, mark: bytes
    ) -> bool:
        password_hash = None if credential is None else credential.password_hash
        try:
            right = await self._passwords.verify(password_hash, claimed.password)
        except BaseException:
            self._failed.take_back(who)
            raise
        if right and credential is not None:
            self._failed.forget(who)
            self._verified.remember(mark, credential)
        return right

    async def _session_of(self, call: Call, user: User) -> tuple[Session, str | None]:
        """The session of the cookie that comes along, if it is the same user's; else the one all such requests share.

        Second: the cookie's value, where the client does not hold it yet.
        """
        cookie = call.headers.get(b"cookie")
        session = None if cookie is None else self._sessions.of_cookie(cookie)
        if session is not None and session.user == user.id:
            return session, None
        session = await self._sessions.shared(user.id)
        return session, session.cookie

    def _look_at(self, session: Session, credential: Credential | None) -> None:
        session.must_change = credential is not None and credential.must_change
        session.checked_at = self._monotonic()

    async def _credential(self, user: User) -> Credential | None:
        record = await self._records.get(("credential", user.id))
        return record if isinstance(record, Credential) else None
