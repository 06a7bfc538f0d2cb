"""One agent's push channel: CometD by long-polling, in a thread of its own; what came is kept in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from proffer_kit.http import Http

NOTIFICATIONS = "/api/v2/notifications"
Message = dict[str, Any]


class Push:
    """Open from the handshake until `close`. `since` counts messages: look only at those that come after it."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._news = threading.Condition()
        self._closed = False
        self.messages: list[Message] = []
        self.client_id = ""
        self._thread = threading.Thread(target=self._poll, daemon=True)

    def open(self, *topics: str) -> list[Message]:
        """Handshake, one connect, subscriptions; the replies to the latter. Raises AssertionError."""
        [shaken] = self._send("handshake", {"version": "1.0", "supportedConnectionTypes": ["long-polling"]})
        assert shaken.get("successful") is True, f"the handshake failed: {shaken}"
        self.client_id = shaken["clientId"]
        replies = [self.call("subscribe", subscription=topic) for topic in topics]
        self._thread.start()
        return replies

    def call(self, meta: str, **fields: Any) -> Message:
        """The reply to a meta message."""
        replies = self._send(meta, {"clientId": self.client_id, **fields})
        found = [one for one in replies if one.get("channel") == f"/meta/{meta}"]
        assert found, f"no reply to /meta/{meta}: {replies}"
        return found[0]

    @property
    def since(self) -> int:
        """How many messages there were so far."""
        with self._news:
            return len(self.messages)

    def wait(self, fits: Callable[[Message], bool], since: int = 0, seconds: float = 10.0) -> Message:
        """The data of the first message that fits. AssertionError if none comes."""
        until = time.monotonic() + seconds
        with self._news:
            while True:
                for message in self.messages[since:]:
                    if fits(message):
                        return dict(message["data"], topic=message["channel"])
                left = until - time.monotonic()
                if left <= 0:
                    came = [_short(message) for message in self.messages[since:]]
                    raise AssertionError(f"no such notification within {seconds:g} s; came: {came}")
                self._news.wait(left)

    def close(self) -> None:
        """Ends the session."""
        self._closed = True
        try:
            self._send("disconnect", {"clientId": self.client_id})
        except AssertionError:
            pass

    def _poll(self) -> None:
        while not self._closed:
            try:
                self._send("connect", {"clientId": self.client_id, "connectionType": "long-polling"})
            except AssertionError:
                if not self._closed:
                    time.sleep(0.5)

    def _send(self, meta: str, fields: Message) -> list[Message]:
        body = [{"channel": f"/meta/{meta}", "id": "1", **fields}]
        http = Http(self._http.url, self._http.user, self._http.password, self._http.cookies)
        reply = http.ask("POST", f"{NOTIFICATIONS}/{meta}" if meta in ("handshake", "connect") else NOTIFICATIONS, body)
        assert reply.status == 200, f"/meta/{meta}: {reply.shown()}"
        assert isinstance(reply.json, list), f"/meta/{meta}: {reply.shown()}"
        with self._news:
            self.messages += [one for one in reply.json if "data" in one]
            self._news.notify_all()
        return [one for one in reply.json if "data" not in one]


def _short(message: Message) -> str:
    data = message.get("data") or {}
    email = data.get("email") or {}
    return f"{message.get('channel')} {data.get('notificationType', '')} {email.get('id', '')} {email.get('state', '')}"
