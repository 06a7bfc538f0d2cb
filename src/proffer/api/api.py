"""The HTTP edge as a whole: puts its parts together and answers calls in the order of checks of contract 2.8."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from proffer.agents.http_session import HttpSession
from proffer.api.asgi import AsgiFront
from proffer.api.authentication import Authentication
from proffer.api.call import Answer, Call, Header
from proffer.api.cors import Cors
from proffer.api.csrf import check_token, token_headers
from proffer.api.edge import Asked, Caller, Edge
from proffer.api.failed_logins import FailedLogins
from proffer.api.notifications_mount import NotificationsMount
from proffer.api.passwords import Passwords
from proffer.api.paths import Handler, Mount, Mounts, Paths, Route
from proffer.api.ports import (
    AttachmentBytes,
    Contacts,
    Log,
    Notifications,
    Performer,
    Presence,
    Push,
    Receive,
    Records,
    Responses,
    Scope,
    Search,
    Send,
    SourceBytes,
    Store,
    Uploads,
    Views,
)
from proffer.api.routes import ME, ROUTES
from proffer.api.scopes import check_scope
from proffer.api.sessions import Sessions
from proffer.api.settings import ApiSettings
from proffer.api.status import INTERNAL_ERROR, STORE_DOWN, not_found, not_served, refusal
from proffer.api.verified import VerifiedPasswords
from proffer.engine.ports import StoreDown
from proffer.operations.refused import CHANGE_PASSWORD, Refused
from proffer.wire.uri import Uris

TRACE_FRAMES_MAX = 12
ERROR_CHARACTERS_MAX = 300


class Api:
    """`clock` gives epoch milliseconds, `monotonic` seconds, `log` takes an event and fields.

    `mounts`: handlers by path outside `/api`; one ending in `/*` serves everything below. `http_sessions`: those of
    before the restart. `push` hands the user's desktops what no change brings: the result of ChangePassword, the end
    of their connection at log-out.
    """

    def __init__(
        self,
        *,
        settings: ApiSettings,
        performer: Performer,
        views: Views,
        records: Records,
        store: Store,
        presence: Presence,
        notifications: Notifications,
        push: Push,
        clock: Callable[[], int],
        contacts: Contacts,
        responses: Responses,
        search: Search,
        log: Log,
        monotonic: Callable[[], float] = time.monotonic,
        mounts: Mapping[str, Mount] | None = None,
        http_sessions: Iterable[HttpSession] = (),
        attachment_bytes: AttachmentBytes | None = None,
        source_bytes: SourceBytes | None = None,
        uploads: Uploads | None = None,
        routes: Iterable[Route] = ROUTES,
    ) -> None:
        self._settings = settings
        self._records = records
        self._log = log
        self.sessions = Sessions(
            store=store,
            settings=settings,
            clock=clock,
            monotonic=monotonic,
            log=log,
            on_last_idled=presence.http_session_ended,
            stored=http_sessions,
        )
        self._passwords = Passwords(settings)
        failed = FailedLogins(settings, monotonic)
        self._authentication = Authentication(
            records=records,
            sessions=self.sessions,
            passwords=self._passwords,
            verified=VerifiedPasswords(
                seconds=settings.verified_password_seconds,
                entries_max=settings.verified_passwords_max,
                monotonic=monotonic,
            ),
            failed=failed,
            presence=presence,
            clock=clock,
            monotonic=monotonic,
            secure=settings.external_api_url.startswith("https:"),
        )
        self._edge = Edge(
            settings=settings,
            performer=performer,
            views=views,
            records=records,
            store=store,
            sessions=self.sessions,
            passwords=self._passwords,
            failed_logins=failed,
            uris=Uris(settings.external_api_url),
            push=push,
            log=log,
            clock=clock,
            contacts=contacts,
            responses=responses,
            search=search,
            attachment_bytes=attachment_bytes,
            source_bytes=source_bytes,
            uploads=uploads,
        )
        self._paths = Paths(routes)
        self._mounts = Mounts(mounts or {})
        self._cors = Cors(settings)
        mount = NotificationsMount(
            settings=settings,
            authentication=self._authentication,
            sessions=self.sessions,
            cors=self._cors,
            notifications=notifications,
            answer_to=self.trouble,
        )
        self._front = AsgiFront(settings=settings, answer=self.answer, notifications=mount, start=self.start)
        self._keeping: asyncio.Task[None] | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """The server as an ASGI application."""
        return self._front(scope, receive, send)

    async def start(self) -> None:
        """From now on idle sessions end."""
        if self._keeping is None:
            self._keeping = asyncio.ensure_future(self.sessions.keep())

    async def close(self) -> None:
        """Writes down which sessions were used last and lets the threads go."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None
        await self.sessions.write_seen()
        self._passwords.close()

    async def answer(self, call: Call) -> Answer:
        """The answer to a call, errors included."""
        caller: Caller | None = None
        try:
            is_api = call.path.startswith("/api/")
            if not is_api and (mount := self._mounts.find(call.path)) is not None:
                return await mount(call)
            if call.method == "OPTIONS" and (allowed := self._cors.preflight(call)) is not None:
                return allowed
            route, names = self._paths.find(call.path)
            if route is None and not is_api:
                raise not_found()
            if route is None or not route.anonymous:
                caller = await self._authentication.caller(call)
            answer = await self._handler(route, call, caller)(self._edge, Asked(call, caller, names))
        except Exception as error:
            answer = self.trouble(error, call)
        added = self._added(call, caller)
        return answer.with_headers(added) if added else answer

    def trouble(self, error: Exception, call: Call) -> Answer:
        """The answer to what went wrong; only what nobody foresaw is logged."""
        if isinstance(error, Refused):
            return refusal(error)
        if isinstance(error, StoreDown):
            return STORE_DOWN
        self._log("request_failed", method=call.method, path=call.path, **told(error))
        return INTERNAL_ERROR

    def _handler(self, route: Route | None, call: Call, caller: Caller | None) -> Handler:
        """Steps 2 to 4 of contract 2.8; the handler goes on with 5."""
        method = call.method
        if caller is not None and caller.session.must_change and not (route is ME and method == "POST"):
            raise Refused(CHANGE_PASSWORD, "The password must be changed first.")
        if route is None:
            raise not_found()
        if method == "OPTIONS":
            return partial(_tell_allowed, route)
        handler = route.handlers.get("GET" if method == "HEAD" else method)
        if handler is None:
            raise not_served(route.allow)
        if caller is not None:
            if caller.token is not None:
                check_scope(caller, method, call.path)
            elif self._settings.enable_csrf_protection:
                check_token(call, caller)
        if route.feature is not None and not route.feature(self._records.center.options):
            raise not_found()
        return handler

    def _added(self, call: Call, caller: Caller | None) -> tuple[Header, ...]:
        """Headers that no handler knows of: cookie, CSRF token, CORS."""
        added = self._cors.headers(call) if self._cors.on else ()
        if caller is None:
            return added
        if self._settings.enable_csrf_protection and call.method in ("GET", "HEAD") and caller.token is None:
            added += token_headers(caller)
        return added + caller.fresh if caller.fresh and self.sessions.lives(caller.session) else added


async def _tell_allowed(route: Route, edge: Edge, asked: Asked) -> Answer:
    return Answer(200, b"", ((b"allow", route.allow.encode()),))


def told(error: Exception) -> dict[str, str]:
    """An unforeseen error for the log: what it was, and where it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-TRACE_FRAMES_MAX:]
    trace = " < ".join(f"{frame.name} {Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return {"error": repr(error)[:ERROR_CHARACTERS_MAX], "trace": trace}
