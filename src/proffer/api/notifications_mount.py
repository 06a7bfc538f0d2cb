"""Where the push channel hangs in the HTTP edge: authenticated here, spoken elsewhere (contract 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from proffer.api.asgi_answer import deny_websocket, replaying, send_and_linger, send_answer, with_headers
from proffer.api.authentication import Authentication
from proffer.api.body import check_content_type
from proffer.api.call import Answer, Call
from proffer.api.cors import Cors
from proffer.api.csrf import check_token
from proffer.api.edge import Caller
from proffer.api.ports import Message, Notifications, Receive, Scope, Send
from proffer.api.scopes import check_scope
from proffer.api.sessions import Sessions
from proffer.api.settings import ApiSettings
from proffer.api.status import TOO_LARGE, not_found, not_served
from proffer.operations.refused import CHANGE_PASSWORD, FORBIDDEN, Refused

PATH = "/api/v2/notifications"
ALLOW = "POST, OPTIONS"
_BELOW = PATH + "/"


def is_notifications(path: str) -> bool:
    """The endpoint, with a slash or with one word appended, which has no meaning."""
    if not path.startswith(PATH):
        return False
    return path == PATH or (path.startswith(_BELOW) and "/" not in path[len(_BELOW) :].removesuffix("/"))


class NotificationsMount:
    """Lets an authenticated user through to the handler and keeps his HTTP session awake while a poll waits."""

    def __init__(
        self,
        *,
        settings: ApiSettings,
        authentication: Authentication,
        sessions: Sessions,
        cors: Cors,
        notifications: Notifications,
        answer_to: Callable[[Exception, Call], Answer],
    ) -> None:
        self._settings = settings
        self._authentication = authentication
        self._sessions = sessions
        self._cors = cors
        self._notifications = notifications
        self._answer_to = answer_to
        self._host = urlsplit(settings.external_api_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send, call: Call) -> None:
        """One HTTP request or one WebSocket."""
        added = self._cors.headers(call) if self._cors.on else ()
        try:
            if call.method == "OPTIONS" and (allowed := self._cors.preflight(call)) is not None:
                await send_answer(send, allowed)
                return
            caller = await self._authentication.caller(call)
            added += caller.fresh
            self._check(call, caller, websocket=scope["type"] == "websocket")
            if call.method == "OPTIONS":
                await send_answer(send, Answer(200, b"", ((b"allow", ALLOW.encode()),)))
                return
            if scope["type"] == "http":
                receive = replaying(receive, await call.body())
        except Exception as error:
            await self._refuse(scope, receive, send, call, self._answer_to(error, call).with_headers(added))
            return
        with self._sessions.hold(caller.session):
            await self._served(scope, receive, with_headers(send, added), call, caller)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, call: Call, answer: Answer) -> None:
        if scope["type"] == "websocket":
            await deny_websocket(scope, receive, send, answer)
        elif answer.status == TOO_LARGE:
            await send_and_linger(receive, send, answer)
        else:
            await send_answer(send, answer, with_body=call.method != "HEAD")

    async def _served(self, scope: Scope, receive: Receive, send: Send, call: Call, caller: Caller) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._notifications(scope, receive, watched, caller.user.id)
        except Exception as error:
            if started or scope["type"] == "websocket":
                raise  # too late for an answer: the server closes the connection and logs it
            await send_answer(send, self._answer_to(error, call))

    def _check(self, call: Call, caller: Caller, *, websocket: bool) -> None:
        if caller.session.must_change:
            raise Refused(CHANGE_PASSWORD, "The password must be changed first.")
        check_scope(caller, call.method, call.path)
        if websocket:
            return self._check_websocket(call, caller)
        if call.method == "OPTIONS":
            return None
        if call.method != "POST":
            raise not_served(ALLOW)
        if self._settings.enable_csrf_protection and self._settings.csrf_on_notifications and caller.token is None:
            check_token(call, caller)
        check_content_type(call, caller)
        return None

    def _check_websocket(self, call: Call, caller: Caller) -> None:
        """A page of a foreign origin may make a browser send the cookie, so the origin has to be ours or allowed."""
        if not is_notifications(call.path):
            raise not_found()
        if not self._settings.cometd_websocket:
            raise not_served(ALLOW)
        origin = call.headers.get(b"origin")
        if caller.by_password or origin is None or self._cors.allows(origin):
            return
        host = urlsplit(origin.decode("latin-1")).netloc.lower()
        if host not in (call.headers.get(b"host", b"").decode("latin-1").lower(), self._host):
            raise Refused(FORBIDDEN, "This origin is not allowed.")
