"""STARTTLS with the standard library's clients and a certificate made for the test."""

from __future__ import annotations

import asyncio
import os
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from proffer.config import MailTlsSettings
from proffer.mail.receiving import Certificate, Limits
from tests.certificate import make_certificate, why_not
from tests.edges.mail.conftest import Site

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))

SiteWith = Callable[..., Awaitable[Any]]
MESSAGE = b"Subject: secret\r\n\r\nHello\r\n"
MIB = 1024 * 1024


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return make_certificate(tmp_path)


def send(
    port: int, trusted: Path, client: type[smtplib.SMTP] = smtplib.SMTP, message: bytes = MESSAGE
) -> tuple[str, Any]:
    """With a client that checks the certificate; the name it is for, and who was refused."""
    context = ssl.create_default_context(cafile=str(trusted))
    context.check_hostname = False
    with client("127.0.0.1", port, timeout=20) as peer:
        peer.ehlo_or_helo_if_needed()
        assert peer.has_extn("starttls")
        peer.starttls(context=context)
        assert isinstance(peer.sock, ssl.SSLSocket)
        subject: Any = peer.sock.getpeercert()
        refused = peer.sendmail("ada@example.org", ["support@example.com"], message)
        assert not peer.has_extn("starttls")
        return subject["subject"][0][0][1], refused


@pytest.mark.parametrize("client", [smtplib.SMTP, smtplib.LMTP])
async def test_smtplib_sends_a_mail_by_tls(
    site_with: SiteWith, files: tuple[Path, Path], client: type[smtplib.SMTP]
) -> None:
    dialect = "lmtp" if client is smtplib.LMTP else "smtp"
    site = await site_with(dialect=dialect, tls={"certificate": Certificate(*files)})
    assert await asyncio.to_thread(send, site.listener.port, files[0], client) == ("mx.example.com", {})
    ((envelope, path),) = site.letterbox.mails
    assert envelope.protocol == ("LMTPS" if dialect == "lmtp" else "ESMTPS")
    assert path.read_bytes() == MESSAGE


async def test_a_large_mail_comes_by_tls_as_it_was_sent(site_with: SiteWith, files: tuple[Path, Path]) -> None:
    site = await site_with(tls={"certificate": Certificate(*files)})
    large = (b"x" * 998 + b"\r\n") * (5 * MIB // 1000)
    await asyncio.to_thread(send, site.listener.port, files[0], smtplib.SMTP, large)
    assert site.letterbox.mails[0][1].read_bytes() == large


def test_it_works_on_uvloop_too(tmp_path: Path, files: tuple[Path, Path]) -> None:
    uvloop = pytest.importorskip("uvloop")
    folder = tmp_path / "spool"
    folder.mkdir()

    async def scene() -> None:
        site = Site(folder, Limits(), certificate=Certificate(*files))
        await site.listener.start("127.0.0.1", 0)
        large = (b"x" * 998 + b"\r\n") * (2 * MIB // 1000)
        assert await asyncio.to_thread(send, site.listener.port, files[0], smtplib.SMTP, large) == (
            "mx.example.com",
            {},
        )
        peer = await site.call()
        await peer.say(b"EHLO x\r\nSTARTTLS\r\n")
        assert await peer.replies(3) == [220, 250, 220]
        await peer.say(b"this is no handshake\r\n")
        await peer.until_cut()
        await site.until(lambda: site.listener.connections == 0)
        await site.close()
        assert site.letterbox.mails[0][1].read_bytes() == large

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(scene())


async def test_a_handshake_that_fails_or_never_comes_leaves_nothing_behind(
    site_with: SiteWith, files: tuple[Path, Path]
) -> None:
    site = await site_with(tls={"certificate": Certificate(*files)}, tls_handshake_seconds_max=0.3)
    for octets in (b"this is no handshake\r\n", b""):
        peer = await site.call()
        await peer.say(b"EHLO x\r\nSTARTTLS\r\n")
        assert await peer.replies(3) == [220, 250, 220]
        await peer.say(octets)
        await peer.until_cut()
        await site.until(lambda: site.listener.connections == 0 and not site.listener._deliveries)
    assert [event for event, _ in site.letterbox.log] == ["tls_not_started"] * 2


async def test_a_peer_that_goes_away_or_a_listener_that_closes_in_the_handshake_waits_for_nobody(
    site_with: SiteWith, files: tuple[Path, Path]
) -> None:
    site = await site_with(tls={"certificate": Certificate(*files)})
    gone, silent = await site.call(), await site.call()
    for peer in (gone, silent):
        await peer.say(b"EHLO x\r\nSTARTTLS\r\n")
        assert await peer.replies(3) == [220, 250, 220]
    gone.writer.transport.abort()
    await site.until(lambda: site.listener.connections == 1)
    async with asyncio.timeout(5):
        await site.listener.close(0.2)
    assert site.listener.connections == 0


async def test_commands_that_came_with_starttls_are_not_obeyed(site_with: SiteWith, files: tuple[Path, Path]) -> None:
    site = await site_with(tls={"certificate": Certificate(*files)})
    peer = await site.call()
    await peer.say(b"EHLO x\r\nSTARTTLS\r\nMAIL FROM:<boss@example.org>\r\n")
    assert await peer.replies(3) == [220, 250, 421]
    assert await peer.until_cut() == b""


async def test_closing_says_good_bye_by_tls_and_lets_a_mail_under_way_finish(
    site_with: SiteWith, files: tuple[Path, Path]
) -> None:
    site = await site_with(tls={"certificate": Certificate(*files)})
    context = ssl.create_default_context(cafile=str(files[0]))
    peer = await site.call()
    await peer.say(b"EHLO x\r\nSTARTTLS\r\n")
    assert await peer.replies(3) == [220, 250, 220]
    await peer.writer.start_tls(context, server_hostname="mx.example.com")
    await peer.say(b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n")
    assert await peer.replies(4) == [250, 250, 250, 354]
    closing = asyncio.create_task(site.listener.close(10))
    await asyncio.sleep(0.05)
    await peer.say(b"hi\r\n.\r\n")
    assert await peer.replies(2) == [250, 421]
    await closing


async def test_no_mail_comes_in_plain_text_where_tls_is_required_but_at_a_local_socket(
    site_with: SiteWith, files: tuple[Path, Path], tmp_path: Path
) -> None:
    site = await site_with(dialect="lmtp", tls={"certificate": Certificate(*files), "tls_required": True})
    await site.listener.start_local(tmp_path / "lmtp.sock")

    def talk(host: str, port: int) -> Any:
        with smtplib.LMTP(host, port) as client:
            return client.sendmail("ada@example.org", ["support@example.com"], MESSAGE)

    with pytest.raises(smtplib.SMTPSenderRefused, match="Say STARTTLS first"):
        await asyncio.to_thread(talk, "127.0.0.1", site.listener.port)
    assert await asyncio.to_thread(talk, str(tmp_path / "lmtp.sock"), 0) == {}


# -- the files ---------------------------------------------------------------------------------------------------------


async def test_a_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_is_not(
    site_with: SiteWith, files: tuple[Path, Path], tmp_path: Path
) -> None:
    site = await site_with(tls={"certificate": Certificate(*files)})
    port = site.listener.port
    assert (await asyncio.to_thread(send, port, files[0]))[0] == "mx.example.com"
    make_certificate(tmp_path, "new.example.com")
    os.utime(files[0], ns=(1, 1))
    assert (await asyncio.to_thread(send, port, files[0]))[0] == "new.example.com"
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(files[0].read_bytes())
    files[0].write_text("half a certif")
    os.utime(files[0], ns=(2, 2))
    assert (await asyncio.to_thread(send, port, trusted))[0] == "new.example.com"
    assert site.letterbox.log[-1][0] == "certificate_not_renewed"


@pytest.mark.parametrize("spoilt", [0, 1])
def test_files_that_cannot_be_used_are_told_at_the_start(files: tuple[Path, Path], spoilt: int) -> None:
    files[spoilt].write_text("nonsense")
    with pytest.raises(OSError, match="cannot be used"):
        Certificate(*files)
    files[spoilt].unlink()
    with pytest.raises(FileNotFoundError):
        Certificate(*files)


def test_tls_cannot_be_required_without_a_certificate(files: tuple[Path, Path]) -> None:
    with pytest.raises(OSError, match="no certificate is named"):
        MailTlsSettings(required=True).opened()
    assert MailTlsSettings().opened() is None
    both = files[0].parent / "both.pem"
    both.write_bytes(files[0].read_bytes() + files[1].read_bytes())
    assert MailTlsSettings(certificate=str(both)).opened() is not None
