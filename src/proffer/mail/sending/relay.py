"""A relay takes finished messages: a few connections at once, used again, and left alone while it cannot be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from proffer.interaction.relay_answer import REFUSED, RelayAnswer
from proffer.mail.sending.answers import unreached
from proffer.mail.sending.connection import Connection, Lost, context_of
from proffer.mail.sending.route import Route
from proffer.mail.writing.addresses import Unwritable, in_ascii_if_possible

__all__ = ["Relay"]

NOWHERE = "No relay is named in the settings ([relay] host)"


class Relay:
    """One route. `hand_over` never raises over what the relay does. Making one raises OSError for a bad `tls_ca`."""

    def __init__(self, route: Route, elapsed: Callable[[], int]) -> None:
        self.route = route
        self._context = context_of(route)
        self._elapsed = elapsed  # milliseconds on a clock nobody sets
        self._turns = asyncio.Semaphore(route.connections_max)
        self._idle: list[Connection] = []
        self._closing: dict[Connection, asyncio.TimerHandle] = {}
        self._resting: tuple[int, str] = (0, "")  # until when, and why

    async def hand_over(self, sender: str, recipients: Sequence[str], message: bytes) -> dict[str, RelayAnswer]:
        """By recipient, as given, what the relay said. `sender` "" is the null path."""
        wired, answers = _on_the_wire(recipients)
        if not self.route.host:
            return answers | dict.fromkeys(wired, unreached(NOWHERE))
        if wired:
            path = in_ascii_if_possible(sender) if sender else ""
            said = await self._handed_over(path, list(dict.fromkeys(wired.values())), message)
            answers |= {recipient: said[address] for recipient, address in wired.items()}
        return answers

    async def close(self) -> None:
        """Says goodbye on every connection that has nothing to do."""
        for handle in self._closing.values():
            handle.cancel()
        idle, self._idle = self._idle, []
        await asyncio.gather(*(connection.quit() for connection in idle))

    async def _handed_over(self, sender: str, recipients: list[str], message: bytes) -> dict[str, RelayAnswer]:
        async with self._turns:
            if self._elapsed() < self._resting[0]:
                return dict.fromkeys(recipients, unreached(self._resting[1]))
            try:
                return await self._sent(sender, recipients, message)
            except Lost as lost:
                return dict.fromkeys(recipients, unreached(str(lost)))

    async def _sent(self, sender: str, recipients: list[str], message: bytes) -> dict[str, RelayAnswer]:
        """On a connection used before, or on a new one when that was dropped in between: then nothing was taken."""
        connection = self._used_before()
        if connection is not None:
            try:
                return await self._sent_on(connection, sender, recipients, message)
            except Lost as lost:
                if lost.in_doubt:
                    raise
        connection = Connection(self.route, self._context)
        try:
            await connection.open()
        except Lost as lost:
            self._resting = (self._elapsed() + round(self.route.rest_seconds * 1_000), str(lost))
            raise
        return await self._sent_on(connection, sender, recipients, message)

    async def _sent_on(
        self, connection: Connection, sender: str, recipients: list[str], message: bytes
    ) -> dict[str, RelayAnswer]:
        try:
            answers = await connection.send(sender, recipients, message)
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        return answers

    def _used_before(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            self._closing.pop(connection).cancel()
            if connection.is_open:
                return connection
        return None

    def _keep(self, connection: Connection) -> None:
        if not connection.is_open or connection.mails >= self.route.mails_per_connection_max:
            connection.close()
            return
        self._idle.append(connection)
        later = asyncio.get_running_loop().call_later
        self._closing[connection] = later(self.route.idle_seconds_max, self._give_up, connection)

    def _give_up(self, connection: Connection) -> None:
        del self._closing[connection]
        self._idle.remove(connection)
        connection.close()


def _on_the_wire(recipients: Sequence[str]) -> tuple[dict[str, str], dict[str, RelayAnswer]]:
    """Recipient as given → on the wire, where two may be the same; and answers for those that are no addresses."""
    wired: dict[str, str] = {}
    answers: dict[str, RelayAnswer] = {}
    for recipient in recipients:
        try:
            wired[recipient] = in_ascii_if_possible(recipient)
        except Unwritable as error:
            answers[recipient] = RelayAnswer(kind=REFUSED, words=f"553 5.1.3 {error}")
    return wired, answers
