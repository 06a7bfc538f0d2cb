"""The composition root: a node is built out of its parts, started, and stopped without losing anything."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Mapping
from functools import partial

from bayeux import Server as BayeuxServer
from bayeux.asgi import LongPolling, WebSocket
from proffer.agents.http_session import HttpSession
from proffer.api.api import Api
from proffer.api.http_server import HttpServer, listen
from proffer.api.passwords import Passwords
from proffer.api.paths import Mount
from proffer.api.ports import Receive, Scope, Send
from proffer.api.settings import ApiSettings
from proffer.beside_the_api import beside_the_api
from proffer.config import Settings
from proffer.control import Administration, ControlSocket
from proffer.database import described, open_store
from proffer.engine.acts import AutomaticActs
from proffer.engine.clock import SystemClock
from proffer.engine.contacts import Contacts
from proffer.engine.dispatch import Dispatcher
from proffer.engine.intake import Intake
from proffer.engine.outbox import Relay
from proffer.engine.perform import Performer
from proffer.engine.ports import Store
from proffer.engine.presence import Presence
from proffer.engine.records import Records
from proffer.engine.responses import Responses
from proffer.engine.search import Search
from proffer.engine.views import Views
from proffer.http_front import Front
from proffer.mail.doors import MailDoors
from proffer.mail.draft_bodies import made_bodies
from proffer.mail.intake import MailIntake
from proffer.mail.originals import attachment_bytes, read_spooled, source_bytes
from proffer.notifications.publisher import Publisher
from proffer.observability.health import DRAINING, READY, Health
from proffer.observability.log import LineLog
from proffer.observability.mail_traffic import MailTraffic
from proffer.observability.metrics import Metrics
from proffer.record import Record, Struct
from proffer.sending_out import opened_outbox
from proffer.store.blobs import FileBlobs
from proffer.store.sweeping import keep_swept
from proffer.wire.timestamp import email_time
from proffer.wire.uri import Uris

# Objects, then runs: little here is cyclic, and at 700 objects a tenth of a Reject was searching.
GC_THRESHOLDS = (50_000, 20, 50)
PRINCIPAL = "proffer.user"  # in an ASGI scope: who was authenticated


class Running(Struct, frozen=True):
    """A node that takes work: its addresses as they came out."""

    base: str  # "http://127.0.0.1:8080"
    mail: Mapping[str, str]  # by protocol: {"smtp": "127.0.0.1:2525", "lmtp": "/run/proffer/lmtp.sock"}

    @property
    def smtp(self) -> str:
        return self.mail["smtp"]

    @property
    def addresses(self) -> dict[str, str]:
        """All of them, by name."""
        return {"base": self.base, **self.mail}


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
        relay: Relay | None = None,
    ) -> None:
        self.settings, self.store, self.log, self.clock = settings, store, log, clock
        self.blobs = blobs
        self._mounts = mounts
        self.records = Records(store)
        self.dispatcher = Dispatcher(store, self.records, clock, log)
        self.acts = AutomaticActs(store, self.records, self.dispatcher, clock, node=settings.server.node, log=log)
        self.presence = Presence(self.acts, self.records, settings.server.node)
        self.performer = Performer(store, self.records, self.dispatcher, clock, made_bodies)
        self.views = Views(store, self.records)
        self.contacts = Contacts(store, self.records, clock)
        self.responses = Responses(self.records, self.views, made_bodies, email_time, clock)
        self.search = Search(store, self.records)
        self.outbox = opened_outbox(settings.relay, relay, store, self.records, self.dispatcher, blobs, clock, log)
        self.intake = Intake(store, self.records, self.blobs, read_spooled, log)
        self.bayeux = BayeuxServer(
            options=settings.cometd,
            on_present=self.presence.came,
            on_absent=lambda agent, reason: self.presence.gone(agent, reason.value),
        )
        mail_intake = MailIntake(self.intake, lambda: self.records.center, blobs.spool, log)
        self.mail = MailDoors(
            mail_intake,
            host_name=settings.smtp_host_name,
            limits=settings.smtp_limits,
            now=clock.now,
            log=log,
            certificate=settings.mail_tls.opened(),
            tls_required=settings.mail_tls.required,
        )
        self._passwords = Passwords(settings.api)
        administration = Administration(
            store,
            now=clock.now,
            hash_password=self._passwords.hash,
            password_characters_min=settings.api.password_characters_min,
            intake=mail_intake,
            status=lambda: {"phase": self.health.phase, "base": self._base, **self.mail.open},
        )
        self.control = ControlSocket(administration, settings.data_directory, log)
        self.health = Health({name: partial(self.mail.is_open, name) for name in settings.mail_protocols})
        self._base = ""

    @classmethod
    async def open(
        cls,
        settings: Settings,
        log: LineLog | None = None,
        mounts: Mapping[str, Mount] | None = None,
        relay: Relay | None = None,
    ) -> Node:
        """Opens the database; raises DatabaseInUse, DatabaseNotOpened, OSError. `mounts`: what else answers.

        `relay`: who takes outgoing mail in place of the one in the settings.
        """
        clock = SystemClock()
        data = settings.data_directory
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = await open_store(settings, clock.now)
        blobs = await FileBlobs.open(data)
        log = log or LineLog(clock, as_json=_as_json(settings))
        return cls(settings, store, blobs, log, clock, mounts or {}, relay)

    async def start(self) -> Running:
        """Rebuilds what is in memory from the store, then opens the doors. Raises OSError when a port is taken."""
        others = await self.records.rebuild()
        sessions = [record for record in others if isinstance(record, HttpSession)]
        http = listen(self.settings.http.host, self.settings.http.port)
        api_settings = self.settings.api_bound_to(http.getsockname()[1])
        await self._subscribe(Uris(api_settings.external_api_url), others)
        self.api = self._api(api_settings, sessions)
        self.http = HttpServer(self.api, http, self._release, http=Front(self.log))
        await self.presence.restarted()
        await self.presence.catch_up({session.user for session in sessions})
        await self._open_mail()
        await self.control.start()
        await self.http.start()
        await self.api.start()
        self.dispatcher.rebuild()
        await self.outbox.rebuild()
        self._sweeping = asyncio.create_task(keep_swept(self.blobs, self.store.blobs_named, self.log))
        self.health.phase = READY
        gc.collect()
        gc.freeze()  # what is here now stays: the collector need not look at it again and again
        gc.set_threshold(*GC_THRESHOLDS)
        self._base = api_settings.external_api_url.removesuffix("/api/v2")
        running, settings = Running(self._base, dict(self.mail.open)), self.settings
        where = {"data": str(settings.data_directory), "database": described(settings)}
        self.log("ready", **running.addresses, **where)
        return running

    async def stop(self) -> None:
        """No new invitations, held polls answered, mail and requests under way finished, then the store closed."""
        self.health.phase = DRAINING
        self.dispatcher.close()
        self._sweeping.cancel()
        await self.control.close()
        mail_done = asyncio.create_task(self.mail.close(self.settings.server.stop_grace_seconds))
        await self.http.stop()
        await mail_done
        self.acts.close()
        await self.outbox.close(self.settings.server.stop_grace_seconds)
        await self.api.close()
        self._passwords.close()
        await self.blobs.close()
        await self.store.close()
        self.log("stopped")
        self.log.flush()

    async def _open_mail(self) -> None:
        smtp, lmtp = self.settings.smtp, self.settings.lmtp
        await self.mail.open_smtp(smtp.host, smtp.port)
        await self.mail.open_lmtp(
            lmtp.host, lmtp.port, lmtp.socket_path, mode=int(lmtp.socket_mode, 8), group=lmtp.socket_group
        )

    async def _subscribe(self, uris: Uris, others: list[Record]) -> None:
        """The order matters: what is known, then who is told, then what follows."""
        publisher = Publisher(self.bayeux, self.bayeux.is_present, lambda: self.records.center, uris)
        metrics = Metrics(
            await self.store.email_counts(),
            self.records.logins,
            {
                "bayeux_sessions": lambda: len(self.bayeux),
                "timers": lambda: len(self.acts.timers),
                "outbox_waiting": lambda: len(self.outbox),
            },
            lambda: self.store.transactions,
        )
        metrics.learn_waiting(self.records.open_emails())
        metrics.add(MailTraffic(self.mail.traffic))
        self.publisher, self.metrics = publisher, metrics
        for feed in (
            self.records.on_commit,
            publisher.on_commit,
            metrics.on_commit,
            self.dispatcher.on_commit,
            self.acts.on_commit,
            self.outbox.on_commit,
            self.log.on_commit,
        ):
            self.store.subscribe(feed)
        for record in (*self.records.open_emails(), *self.records.logins(), *others):
            self.acts.timers.learn(record)

    def _api(self, settings: ApiSettings, sessions: list[HttpSession]) -> Api:
        long_polling = LongPolling(self.bayeux, identify=lambda scope: str(scope[PRINCIPAL]))
        web_socket = WebSocket(self.bayeux, allowed_origins=("*",))  # the edge looks at the origin

        async def notifications(scope: Scope, receive: Receive, send: Send, user: str) -> None:
            if scope["type"] == "websocket":
                await web_socket.serve(scope, receive, send, user)
            else:
                scope[PRINCIPAL] = user
                await long_polling(scope, receive, send)

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
            contacts=self.contacts,
            responses=self.responses,
            search=self.search,
            log=self.log,
            mounts=beside_the_api(self.health, self.metrics, self.store, self._mounts),
            http_sessions=sessions,
            attachment_bytes=partial(attachment_bytes, self.blobs.path),
            source_bytes=partial(source_bytes, self.blobs.path),
            uploads=self.blobs,
        )

    async def _release(self) -> None:
        self.bayeux.shutdown()


def _as_json(settings: Settings) -> bool:
    chosen = settings.log.format
    return chosen == "json" or (chosen == "auto" and not sys.stdout.isatty())
