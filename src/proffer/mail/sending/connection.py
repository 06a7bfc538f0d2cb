"""One connection to a relay: it is opened and secured as the route says, then any number of mails go over it."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from aiosmtplib import SMTP, SMTPDataError, SMTPException

from proffer.interaction.relay_answer import ACCEPTED, REFUSED, RelayAnswer
from proffer.mail.sending.answers import answer, unreached
from proffer.mail.sending.route import IMPLICIT, OFF, OFFERED, REQUIRED, Route

__all__ = ["Connection", "Lost", "context_of"]

CLOSING = 421  # RFC 5321 3.8: in place of any reply
NO_UTF8 = RelayAnswer(kind=REFUSED, words="550 5.6.7 The relay does not take addresses beyond ASCII (SMTPUTF8)")


class Lost(Exception):  # noqa: N818 - the field's word
    """The relay was not reached, or the connection ended before its answer; the message says why.

    `in_doubt`: the whole message was on its way, so the relay may have taken it.
    """

    def __init__(self, why: str, *, in_doubt: bool = False) -> None:
        super().__init__(why)
        self.in_doubt = in_doubt


class Connection:
    """Open it, then `send` one mail after the other. After Lost it is of no use any more."""

    def __init__(self, route: Route, context: ssl.SSLContext | None) -> None:
        self._route = route
        self._smtp = SMTP(
            hostname=route.host,
            port=route.port,
            local_hostname=route.helo_name or None,
            timeout=route.command_timeout_seconds,
            use_tls=route.tls == IMPLICIT,
            start_tls=False,  # done below: the library knows no "if it is offered, from whoever offers it"
            tls_context=context,
        )
        self.mails = 0

    @property
    def is_open(self) -> bool:
        return self._smtp.is_connected

    async def open(self) -> None:
        """Greeting, EHLO, TLS and AUTH. Raises Lost."""
        try:
            await self._smtp.connect(timeout=self._route.connect_timeout_seconds)
            await self._smtp.ehlo()
            await self._secure()
            await self._log_in()
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            self.close()
            raise Lost(_why(error)) from error

    async def send(self, sender: str, recipients: Sequence[str], message: bytes) -> dict[str, RelayAnswer]:
        """What the relay said about each recipient. Addresses are as they go over the wire. Raises Lost."""
        self.mails += 1
        utf8 = not (sender.isascii() and all(map(str.isascii, recipients)) and message.isascii())
        if utf8 and not self._smtp.supports_extension("smtputf8"):
            return await self._send_ascii(sender, recipients, message)
        return await self._transaction(sender, recipients, message, ["SMTPUTF8"] if utf8 else [])

    async def quit(self) -> None:
        """Says goodbye, where that is still possible."""
        try:
            await self._smtp.quit(timeout=1.0)
        except (SMTPException, OSError, TimeoutError):
            pass
        self.close()

    def close(self) -> None:
        """Without goodbye."""
        self._smtp.close()

    async def _secure(self) -> None:
        if self._route.tls == REQUIRED or (self._route.tls == OFFERED and self._smtp.supports_extension("starttls")):
            await self._smtp.starttls(timeout=self._route.connect_timeout_seconds)
            await self._smtp.ehlo()

    async def _log_in(self) -> None:
        if not self._route.user:
            return
        if self._route.tls != OFF and self._smtp.get_transport_info("sslcontext") is None:
            raise ValueError("the relay offers no TLS, and a password is not shown without it")
        await self._smtp.login(self._route.user, self._route.password)

    async def _send_ascii(self, sender: str, recipients: Sequence[str], message: bytes) -> dict[str, RelayAnswer]:
        """To such a relay goes what is ASCII after all: the message and who gets a blind copy may differ in that."""
        possible = [] if not (sender.isascii() and message.isascii()) else [r for r in recipients if r.isascii()]
        answers = dict.fromkeys(recipients, NO_UTF8)
        return answers | (await self._transaction(sender, possible, message, []) if possible else {})

    async def _transaction(
        self, sender: str, recipients: Sequence[str], message: bytes, parameters: list[str]
    ) -> dict[str, RelayAnswer]:
        if self._smtp.supports_extension("size"):
            parameters = [*parameters, f"SIZE={len(message)}"]
        if "SMTPUTF8" in parameters and self._smtp.supports_extension("8bitmime"):
            parameters = [*parameters, "BODY=8BITMIME"]
        begun = await self._command(f"MAIL FROM:<{sender}>", *parameters)
        if not _taken(begun):
            await self._reset()
            return dict.fromkeys(recipients, begun)
        answers = {recipient: await self._command(f"RCPT TO:<{recipient}>") for recipient in recipients}
        willing = [recipient for recipient, said in answers.items() if _taken(said)]
        if not willing:
            await self._reset()
            return answers
        return answers | dict.fromkeys(willing, await self._data(message))

    async def _data(self, message: bytes) -> RelayAnswer:
        try:
            code, text = await self._smtp.data(message, timeout=self._route.data_timeout_seconds)
        except SMTPDataError as refusal:
            await self._reset()
            code, text = refusal.code, refusal.message
        except (SMTPException, OSError, TimeoutError) as error:
            self.close()
            raise Lost(_why(error), in_doubt=True) from error
        return answer(code, text)

    async def _reset(self) -> None:
        """After a failure nothing of it is left; a relay that cannot even do that is left itself."""
        try:
            if self._smtp.is_connected and not _taken(await self._command("RSET")):
                self.close()
        except Lost:
            self.close()

    async def _command(self, *words: str) -> RelayAnswer:
        try:
            code, text = await self._smtp.execute_command(*(word.encode("utf-8") for word in words))
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            self.close()
            raise Lost(_why(error)) from error
        if code == CLOSING:
            self.close()
            raise Lost(answer(code, text).words)
        return answer(code, text)


def _taken(said: RelayAnswer) -> bool:
    return said.kind == ACCEPTED


def _why(error: BaseException) -> str:
    said = getattr(error, "code", None)
    words = getattr(error, "message", None) or str(error) or type(error).__name__
    return answer(said, words).words if isinstance(said, int) else unreached(str(words)).words


def context_of(route: Route) -> ssl.SSLContext | None:
    """TLS that is only taken because it is offered checks no name: without it the mail would go in plain text.

    Raises OSError when the file of authorities cannot be read.
    """
    if route.tls == OFF:
        return None
    context = ssl.create_default_context(cafile=route.tls_ca or None)
    if route.tls == OFFERED:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
