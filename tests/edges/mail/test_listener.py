"""The listener over real sockets: what mail servers do to it, and what is left afterwards."""

from __future__ import annotations

import asyncio
import errno
import smtplib
import socket
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from proffer.mail.receiving import FileSpool, Limits
from tests.edges.mail.conftest import Site

SiteWith = Callable[..., Awaitable[Any]]
MIB = 1024 * 1024


async def send(site: Any, message: bytes, recipients: list[str], **options: Any) -> dict[str, tuple[int, bytes]]:
    """Send with the standard library's client, as many programs do."""

    def talk() -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", site.listener.port, timeout=30) as client:
            return client.sendmail("ada@example.org", recipients, message, **options)

    return await asyncio.to_thread(talk)


async def test_smtplib_sends_a_mail_and_its_octets_are_kept_as_they_came(site_with: SiteWith) -> None:
    site = await site_with()
    message = b"Subject: \xe9\0\r\n\r\n.\r\n..two\r\nlast line"
    assert await send(site, message, ["Support+x@example.com", "nobody@example.com"]) == {
        "nobody@example.com": (550, b"5.1.1 No such mailbox here")
    }
    ((envelope, path),) = site.letterbox.mails
    assert path.read_bytes() == message + b"\r\n"
    assert (envelope.peer, envelope.received_at, envelope.size_bytes) == (
        "127.0.0.1",
        1_772_452_800_000,
        len(message) + 2,
    )


async def test_half_a_session_leaves_nothing_behind(site_with: SiteWith) -> None:
    site = await site_with()
    for size in (10, 5 * MIB):
        peer = await site.call()
        await peer.begin_message()
        await peer.say(b"x" * size)
        if size > MIB:
            await site.until(lambda: site.letterbox.files != [])
        peer.close()
        await site.until(lambda: site.letterbox.files == [] and not site.listener._connections)
    assert site.letterbox.mails == []


async def test_a_peer_that_goes_away_during_delivery_does_not_stop_it_and_leaves_nothing_else(
    site_with: SiteWith,
) -> None:
    site = await site_with()
    site.letterbox.open_gate.clear()
    peer = await site.call()
    await peer.begin_message("slow@example.org")
    second = b"MAIL FROM:<>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n" + b"x" * (200 * 1024)
    await peer.say(b"hi\r\n.\r\n" + second)
    await site.until(lambda: site.letterbox.files != [])
    peer.writer.transport.abort()
    await asyncio.sleep(0.1)
    site.letterbox.open_gate.set()
    await site.until(lambda: len(site.letterbox.mails) == 1)
    await site.until(lambda: len(site.letterbox.files) == 1 and not site.listener._connections)


async def test_a_message_of_30_megabytes_is_refused_without_filling_the_memory(site_with: SiteWith) -> None:
    site = await site_with()
    peer = await site.call()
    await peer.begin_message()
    tracemalloc.start()
    for _ in range(480):
        await peer.say(b"y" * 65534 + b"\r\n")
    await peer.say(b".\r\nNOOP\r\n")
    assert await peer.replies(2) == [552, 250]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MIB
    await site.until(lambda: site.letterbox.files == [])


async def test_a_message_announced_as_too_large_is_refused_at_once(site_with: SiteWith) -> None:
    site = await site_with(message_bytes_max=1000)
    with pytest.raises(smtplib.SMTPSenderRefused, match=r"552.*5\.3\.4"):
        await send(site, b"x" * 2000, ["support@example.com"])


async def test_a_thousand_recipients_get_a_clear_answer_each(site_with: SiteWith) -> None:
    site = await site_with()
    refused = await send(site, b"Subject: x\r\n\r\n", [f"support+{n}@example.com" for n in range(1000)])
    ((envelope, _),) = site.letterbox.mails
    assert len(envelope.recipients) == 100
    assert len(refused) == 900
    assert {reply[0] for reply in refused.values()} == {452}


async def test_a_slow_mail_and_a_slow_delivery_block_nobody_else(site_with: SiteWith) -> None:
    site = await site_with()
    site.letterbox.open_gate.clear()
    slow, large = await site.call(), await site.call()
    await slow.begin_message("slow@example.org")
    await slow.say(b"hi\r\n.\r\n")
    await large.begin_message()
    for _ in range(160):
        await large.say(b"z" * 131_070 + b"\r\n")
    async with asyncio.timeout(5):
        await send(site, b"Subject: quick\r\n\r\n", ["support@example.com"])
    await large.say(b".\r\n")
    assert await large.replies(1) == [250]
    site.letterbox.open_gate.set()
    assert await slow.replies(1) == [250]
    assert sorted(envelope.size_bytes for envelope, _ in site.letterbox.mails) == [4, 18, 160 * 131_072]


async def test_an_exception_in_delivery_is_a_451_and_the_server_goes_on(site_with: SiteWith) -> None:
    site = await site_with()
    site.letterbox.fail = True
    peer = await site.call()
    await peer.begin_message()
    await peer.say(b"hi\r\n.\r\n")
    assert await peer.reply() == "451 4.3.0 Something went wrong here, try again later"
    assert [event for event, _ in site.letterbox.log] == ["mail_not_delivered"]
    site.letterbox.fail = False
    await peer.say(b"MAIL FROM:<>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n.\r\n")
    assert await peer.replies(4) == [250, 250, 354, 250]


async def test_a_disk_that_refuses_is_a_451_and_the_server_goes_on(site_with: SiteWith) -> None:
    site = await site_with()
    folder, site.letterbox.folder = site.letterbox.folder, site.letterbox.folder / "missing"
    for size in (10, 3 * MIB):
        peer = await site.call()
        await peer.begin_message()
        await peer.say(b"x" * size + b"\r\n.\r\n")
        assert await peer.replies(1) == [451]
    site.letterbox.folder = folder
    await send(site, b"Subject: x\r\n\r\n", ["support@example.com"])
    assert [event for event, _ in site.letterbox.log] == ["mail_not_spooled"] * 2


async def test_a_full_disk_is_a_452(site_with: SiteWith, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(spool: FileSpool, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    site = await site_with()
    monkeypatch.setattr(FileSpool, "write", refuse)
    peer = await site.call()
    await peer.begin_message()
    await peer.say(b"hi\r\n.\r\n")
    assert await peer.reply() == "452 4.3.1 No room for it now, try again later"
    assert site.letterbox.files == []


async def test_too_many_connections_are_told_to_come_later(site_with: SiteWith) -> None:
    site = await site_with(connections_per_peer_max=2)
    peers = [await site.call() for _ in range(3)]
    assert [await peer.replies(1) for peer in peers] == [[220], [220], [421]]
    peers[0].close()
    await site.until(lambda: len(site.listener._connections) == 1)
    assert await (await site.call()).replies(1) == [220]


async def test_a_silent_peer_is_hung_up_on_but_not_while_we_deliver(site_with: SiteWith) -> None:
    site = await site_with(command_idle_seconds_max=0.3, data_idle_seconds_max=0.2)
    site.letterbox.open_gate.clear()
    silent, in_data, waiting = await site.call(), await site.call(), await site.call()
    await waiting.begin_message("slow@example.org")
    await waiting.say(b"hi\r\n.\r\n")
    await in_data.begin_message()
    await in_data.say(b"hi")
    assert (await in_data.until_cut())[:3] == b"421"
    assert b"421 4.4.2" in await silent.until_cut()
    await asyncio.sleep(0.4)
    site.letterbox.open_gate.set()
    assert await waiting.replies(1) == [250]
    assert len(site.letterbox.mails) == 1
    assert len(site.letterbox.files) == 1


async def test_a_session_does_not_last_for_ever(site_with: SiteWith) -> None:
    site = await site_with(session_seconds_max=0.4, data_idle_seconds_max=0.1)
    peer = await site.call()
    for _ in range(3):
        await peer.say(b"NOOP\r\n")
        await asyncio.sleep(0.1)
    assert b"421 4.4.2" in await peer.until_cut()


async def test_a_peer_that_sends_and_closes_its_half_still_gets_its_answers(site_with: SiteWith) -> None:
    site = await site_with()
    peer = await site.call()
    await peer.say(b"EHLO x\r\nMAIL FROM:<slow@x>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nhi\r\n.\r\n")
    peer.writer.write_eof()
    assert (await peer.until_cut()).endswith(b"250 2.0.0 Taken\r\n")


async def test_a_peer_that_reads_no_replies_is_not_read_from(site_with: SiteWith) -> None:
    site = await site_with(idle_commands_max=10**9)
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", site.listener.port))
    sock.setblocking(False)
    sent, stuck = 0, 0
    while stuck < 5 and sent < 64 * MIB:
        try:
            sent += sock.send(b"HELP\r\n" * 10_000)
            stuck = 0
        except BlockingIOError:
            stuck += 1
        await asyncio.sleep(0.01)
    sock.close()
    assert sent < 64 * MIB


async def test_closing_hangs_up_on_idle_peers_and_lets_a_mail_under_way_finish(site_with: SiteWith) -> None:
    site = await site_with()
    idle, busy = await site.call(), await site.call()
    assert await idle.replies(1) == [220]
    await busy.begin_message()
    await busy.say(b"first half\r\n")
    await site.until(lambda: len(site.listener._connections) == 2)
    closing = asyncio.create_task(site.listener.close(10))
    assert (await idle.until_cut())[:9] == b"421 4.3.2"
    await busy.say(b"second half\r\n.\r\n")
    assert await busy.replies(2) == [250, 421]
    await closing
    assert site.letterbox.mails[0][1].read_bytes() == b"first half\r\nsecond half\r\n"
    with pytest.raises(OSError, match=r".*"):
        await site.call()


async def test_when_the_grace_runs_out_what_is_unfinished_is_gone(site_with: SiteWith) -> None:
    site = await site_with()
    site.letterbox.open_gate.clear()
    half, delivered = await site.call(), await site.call()
    await half.begin_message()
    await half.say(b"x" * MIB)
    await delivered.begin_message("slow@example.org")
    await delivered.say(b"hi\r\n.\r\n")
    await site.until(lambda: len(site.letterbox.files) == 2)
    await site.listener.close(0.2)
    assert site.letterbox.mails == []
    assert len(site.letterbox.files) == 1  # in the hands of `deliver`, which a committed row may name
    assert b"250 2.0.0 Taken" not in await delivered.until_cut()


def test_the_listener_runs_on_uvloop_too(tmp_path: Path) -> None:
    uvloop = pytest.importorskip("uvloop")

    async def scene() -> None:
        site = Site(tmp_path, Limits(message_bytes_max=30 * MIB))
        await site.listener.start("127.0.0.1", 0)
        assert await send(site, b"x" * (26 * MIB), ["support@example.com"]) == {}
        half = await site.call()
        await half.begin_message()
        await site.close()
        assert [envelope.size_bytes for envelope, _ in site.letterbox.mails] == [26 * MIB + 2]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(scene())
