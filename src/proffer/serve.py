"""The composition root: builds a node out of its parts, runs it, and stops it without losing anything."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import uvloop

from bayeux import Server as BayeuxServer
from bayeux.asgi import LongPolling, WebSocket
from proffer.agents.http_session import HttpSession
from proffer.api.api import Api
from proffer.api.call import Answer, Call, json_answer
from proffer.api.http_server import HttpServer, listen
from proffer.api.passwords import Passwords
from proffer.api.paths import Mount
from proffer.api.ports import Receive, Scope, Send
from proffer.api.settings import ApiSettings
from proffer.config import Settings
from proffer.control import Administration, ControlSocket
from proffer.database import described, open_store
from proffer.engine.acts import AutomaticActs
from proffer.engine.clock import SystemClock
from proffer.engine.dispatch import Dispatcher
from proffer.engine.intake import Intake
from proffer.engine.perform import Performer
from proffer.engine.ports import Store, StoreDown
from proffer.engine.presence import Presence
from proffer.engine.records import Records
from proffer.engine.views import Views
from proffer.interaction.arrival import Arrival
from proffer.interaction.content import Attachment, Content
from proffer.mail.intake import MailIntake
from proffer.mail.reading import extract, read
from proffer.mail.receiving import Listener
from proffer.notifications.publisher import Publisher
from proffer.observability.health import DRAINING, READY, Health
from proffer.observability.log import LineLog
from proffer.observability.metrics import CONTENT_TYPE, Metrics
from proffer.record import Struct
from proffer.store.blobs import FileBlobs
from proffer.wire.uri import Uris
from proffer.workspace import bundle
from proffer.workspace.workspace import ACCOUNTS, PATHS, Workspace

SWEEP_SECONDS = 3_600  # how often files that no record names are looked for
GC_THRESHOLDS = (
    50_000,
    20,
    50,
)  # objects, then runs: little here is cyclic, and at 700 a tenth of a Reject was searching
PRINCIPAL = "proffer.user"  # in an ASGI scope: who was authenticated


class Running(Struct, frozen=True):
    """A node that takes work: its addresses as they came out."""

    base: str  # "http://127.0.0.1:8080"
    smtp: str  # "127.0.0.1:2525"


class Node:
    """Everything one process runs. `start`, then it works by itself; `stop` ends it in order."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        blobs: FileBlobs,
        log: LineLog,
        clock: SystemClock,
        mounts: Mapping[str, Mount],
    ) -> None:
        self.settings, self.store, self.log, self.clock = settings, store, log, clock
        self.blobs = blobs
        self.workspace = Workspace(bundle.installed(), with_accounts=ACCOUNTS in mounts)
        self._mounts = {**dict.fromkeys(PATHS, self._page), **mounts}
        self.records = Records(store)
        self.dispatcher = Dispatcher(store, self.records, clock, log)
        self.acts = AutomaticActs(store, self.records, self.dispatcher, clock, node=settings.server.node, log=log)
        self.presence = Presence(self.acts, self.records, settings.server.node)
        self.performer = Performer(store, self.records, self.dispatcher, clock)
        self.views = Views(store, self.records)
        self.intake = Intake(store, self.records, self.blobs, _read, log)
        self.bayeux = BayeuxServer(
            options=settings.cometd,
            on_present=self.presence.came,
            on_absent=lambda agent, reason: self.presence.gone(agent, reason.value),
        )
        mail_intake = MailIntake(self.intake, lambda: self.records.center, blobs.spool)
        self.listener = Listener(
            mail_intake,
            host_name=settings.smtp_host_name,
            limits=settings.smtp_limits,
            now=clock.now,
            log=log,
        )
        self._passwords = Passwords(settings.api)
        administration = Administration(
            store,
            now=clock.now,
            hash_password=self._passwords.hash,
            password_characters_min=settings.api.password_characters_min,
            intake=mail_intake,
            status=lambda: {"phase": self.health.phase, "base": self._base, "smtp": self._smtp},
        )
        self.control = ControlSocket(administration, settings.data_directory, log)
        self.health = Health({"smtp": lambda: self._smtp_up})
        self._smtp_up, self._base, self._smtp = False, "", ""

    @classmethod
    async def open(
        cls, settings: Settings, log: LineLog | None = None, mounts: Mapping[str, Mount] | None = None
    ) -> Node:
        """Opens the database; raises DatabaseInUse, DatabaseNotOpened, OSError. `mounts`: what else answers."""
        clock = SystemClock()
        data = settings.data_directory
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = await open_store(settings, clock.now)
        blobs = await FileBlobs.open(data)
        return cls(settings, store, blobs, log or LineLog(clock, as_json=_as_json(settings)), clock, mounts or {})

    async def start(self) -> Running:
        """Rebuilds what is in memory from the store, then opens the doors. Raises OSError when a port is taken."""
        others = await self.records.rebuild()
        sessions = [record for record in others if isinstance(record, HttpSession)]
        http = listen(self.settings.http.host, self.settings.http.port)
        api_settings = self.settings.api_bound_to(http.getsockname()[1])
        await self._subscribe(Uris(api_settings.external_api_url))
        self.api = self._api(api_settings, sessions)
        self.http = HttpServer(self.api, http, self._release)
        await self.presence.restarted()
        await self.presence.catch_up({session.user for session in sessions})
        await self.listener.start(self.settings.smtp.host, self.settings.smtp.port)
        self._smtp_up = True
        await self.control.start()
        await self.http.start()
        await self.api.start()
        self.dispatcher.rebuild()
        self._sweeping = asyncio.create_task(self._sweep())
        self.health.phase = READY
        gc.collect()
        gc.freeze()  # what is here now stays: the collector need not look at it again and again
        gc.set_threshold(*GC_THRESHOLDS)
        base = api_settings.external_api_url.removesuffix("/api/v2")
        self._base, self._smtp = base, f"{self.settings.smtp.host}:{self.listener.port}"
        running = Running(self._base, self._smtp)
        settings = self.settings
        self.log("ready", base=base, smtp=self._smtp, data=str(settings.data_directory), database=described(settings))
        return running

    async def stop(self) -> None:
        """No new invitations, held polls answered, mail and requests under way finished, then the store closed."""
        self.health.phase = DRAINING
        self.dispatcher.close()
        self._sweeping.cancel()
        self._smtp_up = False
        await self.control.close()
        mail_done = asyncio.create_task(self.listener.close(self.settings.server.stop_grace_seconds))
        await self.http.stop()
        await mail_done
        self.acts.close()
        await self.api.close()
        self._passwords.close()
        await self.blobs.close()
        await self.store.close()
        self.log("stopped")
        self.log.flush()

    async def _subscribe(self, uris: Uris) -> None:
        """The order matters: what is known, then who is told, then what follows."""
        publisher = Publisher(self.bayeux, self.bayeux.is_present, lambda: self.records.center, uris)
        metrics = Metrics(
            await self.store.email_counts(),
            self.records.logins,
            {"bayeux_sessions": lambda: len(self.bayeux), "timers": lambda: len(self.acts.timers)},
            lambda: self.store.transactions,
        )
        metrics.learn_waiting(self.records.open_emails())
        self.publisher, self.metrics = publisher, metrics
        for feed in (
            self.records.on_commit,
            publisher.on_commit,
            metrics.on_commit,
            self.dispatcher.on_commit,
            self.acts.on_commit,
            self.log.on_commit,
        ):
            self.store.subscribe(feed)
        for record in (*self.records.open_emails(), *self.records.logins()):
            self.acts.timers.learn(record)

    def _api(self, settings: ApiSettings, sessions: list[HttpSession]) -> Api:
        long_polling = LongPolling(self.bayeux, identify=lambda scope: str(scope[PRINCIPAL]))
        web_socket = WebSocket(self.bayeux, allowed_origins=("*",))  # the edge looks at the origin

        async def notifications(scope: Scope, receive: Receive, send: Send, user: str) -> None:
            if scope["type"] == "websocket":
                await web_socket.serve(scope, receive, send, user)
            else:
                await long_polling(scope | {PRINCIPAL: user}, receive, send)

        return Api(
            settings=settings,
            performer=self.performer,
            views=self.views,
            records=self.records,
            store=self.store,
            presence=self.presence,
            notifications=notifications,
            push=lambda _, notice: self.publisher.push(notice),
            clock=self.clock.now,
            log=self.log,
            mounts={"/healthz": self._healthz, "/readyz": self._readyz, "/metrics": self._metrics, **self._mounts},
            http_sessions=sessions,
            attachment_bytes=self._attachment_bytes,
            source_bytes=self._source_bytes,
        )

    async def _sweep(self) -> None:
        """Removes original messages that no record names: of mails whose change could not be committed."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                removed = await self.blobs.sweep(self.store.blobs_named)
            except StoreDown as down:
                self.log("not swept", error=str(down))
            else:
                self.log("swept", files=removed)

    async def _release(self) -> None:
        self.bayeux.shutdown()

    async def _healthz(self, call: Call) -> Answer:
        status, fields = self.health.alive()
        return json_answer(fields, status=status)

    async def _readyz(self, call: Call) -> Answer:
        status, fields = self.health.ready(database=await self.store.is_reachable())
        return json_answer(fields, status=status)

    async def _metrics(self, call: Call) -> Answer:
        return Answer(200, self.metrics.page(), ((b"content-type", CONTENT_TYPE.encode()),))

    async def _page(self, call: Call) -> Answer:
        return Answer(*self.workspace.answer(call.method, call.path, call.headers))

    async def _attachment_bytes(self, content: Content, attachment: Attachment) -> bytes:
        assert content.blob is not None, "an inbound email has its original"
        return await asyncio.to_thread(extract, self.blobs.path(content.blob), attachment.part)

    async def _source_bytes(self, content: Content) -> bytes:
        assert content.blob is not None, "an inbound email has its original"
        return await asyncio.to_thread(self.blobs.path(content.blob).read_bytes)


Ready = Callable[[Node, Running], Coroutine[Any, Any, None]]


def serve(settings: Settings, *, ready: Ready | None = None, mounts: Mapping[str, Mount] | None = None) -> None:
    """Runs a node until SIGTERM or SIGINT; a second signal ends it at once. `ready` is awaited when it takes work."""
    uvloop.run(_serve(settings, ready, mounts))


async def _serve(settings: Settings, ready: Ready | None, mounts: Mapping[str, Mount] | None) -> None:
    asked_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, asked_to_stop)
    node = await Node.open(settings, mounts=mounts)
    try:
        running = await node.start()
    except BaseException:
        await node.store.close()
        raise
    following = None if ready is None else asyncio.create_task(ready(node, running))
    if following is not None:
        following.add_done_callback(lambda done: _report(done, node.log))
    await asked_to_stop.wait()
    if following is not None:
        following.cancel()
    await node.stop()


def _report(done: asyncio.Task[None], log: LineLog) -> None:
    """What follows the start failed: the server runs on, but somebody should know."""
    if not done.cancelled() and done.exception() is not None:
        log("start not completed", error=repr(done.exception()))


def _stop(asked: asyncio.Event) -> None:
    if asked.is_set():
        sys.exit(1)
    asked.set()


def _read(path: Path) -> tuple[Arrival, str, int]:
    """A spooled message, its hash and its size; runs in a thread."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return read(path), sha256, path.stat().st_size


def _as_json(settings: Settings) -> bool:
    chosen = settings.log.format
    return chosen == "json" or (chosen == "auto" and not sys.stdout.isatty())
