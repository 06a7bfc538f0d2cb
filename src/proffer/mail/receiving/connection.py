"""A connection carries out what its session says, over one socket, and watches the clock for it."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from proffer.mail.receiving.output import Deliver, Drop, HangUp, Keep, Output, Send, StartTls
from proffer.mail.receiving.port import Envelope
from proffer.mail.receiving.reply import Reply
from proffer.mail.receiving.session import FAILED, NO_ROOM, Phase, Session
from proffer.mail.receiving.spooling import Spooling

if TYPE_CHECKING:
    from proffer.mail.receiving.listener import Listener

__all__ = ["Connection"]

LOCAL = "local"
TOO_BUSY = Reply(421, "4.3.2", "Too busy, try again later")
TOO_SLOW = Reply(421, "4.4.2", "Nothing came for too long, or this session took too long")
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
SHUTTING_DOWN = Reply(421, "4.3.2", "Shutting down, try again later")
LAST_WORDS_SECONDS_MAX = 10.0  # how long a peer may take to read the last reply before the socket is cut


class Connection(asyncio.Protocol):
    """One peer. Its session decides; this reads, writes, spools and delivers."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._limits = listener.limits
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._session: Session | None = None
        self._spooling: Spooling | None = None
        self._peer_reads = True
        self._reading = True
        self._winding_up = False
        self._secured = False
        self._early = b""
        self._timer: asyncio.TimerHandle | None = None
        self._began_at = self._heard_at = self._loop.time()
        self.peer = ""

    # -- what the event loop calls -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else LOCAL  # a local socket's peer has no address
        if not self._listener.admits(self):
            self._transport.write(TOO_BUSY.encode())
            self._hang_up()
            return
        self._session = self._listener.new_session(self.peer, local=not isinstance(peer, tuple))
        self._look_at_clock()
        self._carry_out(self._session.greet())

    def data_received(self, data: bytes) -> None:
        if self._is_early():
            self._early += data
        elif self._session is not None:
            self._heard_at = self._loop.time()
            self._carry_out(self._session.receive(data, self._listener.now()))

    def eof_received(self) -> bool:
        waiting = self._session is not None and self._session.phase is Phase.WAITING
        return waiting and not self._secured  # stay for the answer; TLS knows no half-closed connection

    def pause_writing(self) -> None:
        self._peer_reads = False
        self._read_or_pause()

    def resume_writing(self) -> None:
        self._peer_reads = True
        self._read_or_pause()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = self._session = None  # what was held behind a mail under delivery is not looked at any more
        if self._timer is not None:
            self._timer.cancel()
        self._drop()
        self._listener.forget(self)

    # -- what the listener calls ---------------------------------------------------------------------------------------

    def wind_up(self) -> None:
        """Say good-bye, now or when the mail under way is through."""
        self._winding_up = True
        if self._session is not None and self._session.phase is Phase.COMMAND:
            self._carry_out(self._session.hang_up(SHUTTING_DOWN))

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    # -- carrying out --------------------------------------------------------------------------------------------------

    def _carry_out(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Send(data=data):
                    if self._transport is not None:
                        self._transport.write(data)
                case Keep(octets=octets):
                    self._spooled().add(octets)
                case Deliver(envelope=envelope):
                    spooling, self._spooling = self._spooled(), None
                    self._listener.deliver(self._deliver(envelope, spooling))
                case Drop():
                    self._drop()
                case StartTls():
                    self._listener.deliver(self._start_tls())
                case HangUp():
                    self._hang_up()
        if self._winding_up and self._session is not None and self._session.phase is Phase.COMMAND:
            self._carry_out(self._session.hang_up(SHUTTING_DOWN))
        self._read_or_pause()

    def _spooled(self) -> Spooling:
        if self._spooling is None:
            listener = self._listener
            self._spooling = Spooling(listener.intake.spool, listener.threads, self._limits, self._read_or_pause)
        return self._spooling

    def _drop(self) -> None:
        if self._spooling is not None:
            self._listener.discard(self._discard(self._spooling))
            self._spooling = None

    async def _deliver(self, envelope: Envelope, spooling: Spooling) -> None:
        replies = await self._delivered(envelope, spooling)
        if self._session is not None:
            self._heard_at = self._loop.time()
            self._carry_out(self._session.answer(replies, self._listener.now()))

    async def _start_tls(self) -> None:
        """The handshake; when it fails the peer is gone."""
        transport, listener, secured = self._transport, self._listener, None
        if transport is None or transport.is_closing():
            return
        try:
            secured = await self._loop.start_tls(
                transport,
                self,
                listener.tls_context(),
                server_side=True,
                ssl_handshake_timeout=self._limits.tls_handshake_seconds_max,
            )
        except (OSError, TimeoutError) as error:  # whatever the peer's TLS is at fault for
            listener.log("tls_not_started", peer=self.peer, error=str(error) or type(error).__name__)
        finally:
            if secured is None:
                transport.abort()
                self.connection_lost(None)  # the loop tells only the TLS layer, which is not up
        if secured is None or self._session is None:
            return
        self._transport, self._secured = secured, True
        early, self._early = self._early, b""
        self._carry_out(self._session.secured())
        if early:
            self.data_received(early)

    def _is_early(self) -> bool:
        """Came by TLS before we were told that it is up: from the moment the TLS layer stands between, nothing in plain
        text gets through to here."""
        session, transport = self._session, self._transport
        securing = session is not None and session.phase is Phase.SECURING
        return securing and transport is not None and transport.get_protocol() is not self

    async def _delivered(self, envelope: Envelope, spooling: Spooling) -> Sequence[Reply]:
        try:
            spooled = await spooling.finish()
        except BaseException as error:
            await self._discard(spooling)
            if not isinstance(error, Exception):
                raise
            self._listener.log("mail_not_spooled", peer=self.peer, error=repr(error))
            full = isinstance(error, OSError) and error.errno in DISK_FULL
            return [NO_ROOM if full else FAILED] * len(envelope.recipients)
        try:
            replies = list(await self._listener.intake.deliver(envelope, spooled))
            if len(replies) != len(envelope.recipients):
                raise ValueError(f"{len(replies)} replies for {len(envelope.recipients)} recipients")
        except Exception as error:
            self._listener.log("mail_not_delivered", peer=self.peer, file=spooled.path.name, error=repr(error))
            return [FAILED] * len(envelope.recipients)
        if len({reply.accepts for reply in replies}) > 1:
            self._listener.log("mail_partly_refused", peer=self.peer, file=spooled.path.name)
        return replies

    async def _discard(self, spooling: Spooling) -> None:
        try:
            await spooling.discard()
        except Exception as error:
            self._listener.log("spool_not_discarded", peer=self.peer, error=repr(error))

    def _hang_up(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._timer = self._loop.call_later(LAST_WORDS_SECONDS_MAX, self._transport.abort)
            self._transport.close()

    # -- pace and time -------------------------------------------------------------------------------------------------

    def _ours_to_act(self) -> bool:
        """Is it the disk or a delivery that the peer waits for?"""
        waiting = self._session is not None and self._session.phase in (Phase.WAITING, Phase.SECURING)
        return waiting or (self._spooling is not None and self._spooling.full)

    def _read_or_pause(self) -> None:
        """Back-pressure: no reading while there is no room for what would come."""
        transport, reading = self._transport, self._peer_reads and not self._ours_to_act()
        if transport is None or reading == self._reading or transport.is_closing():
            return
        self._reading = reading
        if reading:
            transport.resume_reading()
        else:
            transport.pause_reading()

    def _look_at_clock(self) -> None:
        """Hang up on a silent peer. One timer per connection, set anew when it fires, not with every octet."""
        assert self._session is not None
        now = self._loop.time()
        if self._ours_to_act():
            self._heard_at = now
        in_data = self._session.phase is Phase.DATA
        idle = self._limits.data_idle_seconds_max if in_data else self._limits.command_idle_seconds_max
        due = min(self._heard_at + idle, self._began_at + self._limits.session_seconds_max)
        if self._session.phase not in (Phase.WAITING, Phase.SECURING) and now >= due:
            self._listener.log("session_timed_out", peer=self.peer, phase=self._session.phase.value)
            self._carry_out(self._session.hang_up(TOO_SLOW))
            return
        next_look = max(min(due, now + self._limits.data_idle_seconds_max), now + 0.05)
        self._timer = self._loop.call_at(next_look, self._look_at_clock)
