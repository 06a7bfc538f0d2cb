"""Mail servers that hand mail over: several connections, own Message-IDs; what was not answered is sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from tests.crashes.account import Account, Mail
from tests.crashes.installation import MAILBOXES

ANSWER_SECONDS_MAX = 20.0
LARGE_BYTES = (70_000, 200_000)  # above `memory-bytes-max`: written to the spool while it comes in
AFTER_A_REFUSAL_SECONDS = 0.1
SENT_TWICE = 0.05  # a sender to whom the 250 got lost


class Sender:
    """One connection at a time, one mail after the other, each different from all others."""

    def __init__(self, name: str, account: Account, chance: Random) -> None:
        self._name = name
        self._account = account
        self._chance = chance
        self._count = 0

    async def work(self, port: int, room: Callable[[], bool]) -> None:
        """New mails as long as there is room for them, until the connection breaks."""
        try:
            connection = await _Connection.open(port)
            try:
                while self._account.working:
                    if not room() and not self._account.troubled:
                        await asyncio.sleep(0.01)
                        continue
                    mail = self._new_mail()
                    await self._hand_over(connection, mail)
                    if self._chance.random() < SENT_TWICE:
                        await self._hand_over(connection, mail)
                    await asyncio.sleep(self._chance.uniform(0, 0.02))
            finally:
                connection.close()
        except (OSError, EOFError):
            return  # killed: what was under way is not answered

    async def send_again(self, port: int, mails: list[Mail]) -> None:
        """As a mail server does that got no answer."""
        if mails:
            connection = await _Connection.open(port)
            for mail in mails:
                await self._hand_over(connection, mail)
            connection.close()

    async def _hand_over(self, connection: _Connection, mail: Mail) -> None:
        account = self._account
        account.mails_under_way += 1
        try:
            await connection.announce(mail)
            connection.write(mail)
            mail.dots += 1
            account.note("last dot")
            code, text = await connection.answer()
            if code == 250:
                mail.answers.append(text)
                account.note("mail answered")
            else:
                account.note("mail refused")
                account.complain_unless_troubled(f"untrue: a mail was answered with {code} {text}")
                assert code in (451, 452), f"{code} {text}"
                await asyncio.sleep(AFTER_A_REFUSAL_SECONDS)
        finally:
            account.mails_under_way -= 1

    def _new_mail(self) -> Mail:
        self._count += 1
        message_id = f"<{self._name}.{self._count}@sender.test>"
        mailboxes = MAILBOXES if self._chance.random() < 0.1 else (self._chance.choice(MAILBOXES),)
        mail = Mail(message_id, _content(message_id, mailboxes, self._chance), mailboxes)
        self._account.mails[message_id] = mail
        return mail


def _content(message_id: str, mailboxes: tuple[str, ...], chance: Random) -> bytes:
    size = chance.randint(*LARGE_BYTES) if chance.random() < 0.1 else chance.randint(20, 3_000)
    lines = [
        f"From: Customer {chance.randint(1, 20)} <customer{chance.randint(1, 20)}@example.org>".encode(),
        b"To: " + ", ".join(mailboxes).encode(),
        b"Subject: " + message_id.strip("<>").encode(),
        b"Message-ID: " + message_id.encode(),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Transfer-Encoding: 8bit",
        b"",
        b".a line that begins with a dot",
        "Grüße".encode(),
    ]
    while size > 0:
        lines.append(bytes(chance.choices(b"abcdefgh .", k=min(size, 70))))
        size -= 72
    return b"\r\n".join(lines) + b"\r\n"


class _Connection:
    """The client's half of SMTP, as far as it is needed here. Raises OSError or EOFError when the server is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> _Connection:
        connection = cls(*await asyncio.open_connection("127.0.0.1", port))
        await connection.answer()
        await connection._say(b"EHLO sender.test")
        return connection

    async def announce(self, mail: Mail) -> None:
        await self._say(b"MAIL FROM:<customer@example.org> BODY=8BITMIME")
        for mailbox in mail.mailboxes:
            await self._say(b"RCPT TO:<" + mailbox.encode() + b">")
        await self._say(b"DATA")

    def write(self, mail: Mail) -> None:
        """The message and its last dot."""
        stuffed = mail.content.replace(b"\r\n.", b"\r\n..")
        self._writer.write(stuffed + b".\r\n")

    async def answer(self) -> tuple[int, str]:
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            while True:
                line = await self._reader.readline()
                if not line.endswith(b"\n"):
                    raise EOFError("the server is gone")
                if line[3:4] != b"-":
                    return int(line[:3]), line[4:].decode().strip()

    def close(self) -> None:
        self._writer.close()

    async def _say(self, line: bytes) -> None:
        self._writer.write(line + b"\r\n")
        code, text = await self.answer()
        if code == 421:
            raise EOFError(text)
        assert code in (250, 354), f"{line!r}: {code} {text}"
