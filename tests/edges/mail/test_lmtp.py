"""LMTP over real sockets, with the standard library's client: at a port and at a local socket."""

from __future__ import annotations

import asyncio
import grp
import os
import smtplib
import socket
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from proffer.local_socket import SocketTaken
from proffer.mail.doors import MailDoors
from proffer.mail.receiving import Limits, Reply
from tests.edges.mail.conftest import Letterbox

SiteWith = Callable[..., Awaitable[Any]]
MESSAGE = b"Subject: hi\r\n\r\nHello\r\n"
TAKEN = b"2.0.0 Taken"


def hand_over(
    address: tuple[str, int] | Path, recipients: list[str], message: bytes = MESSAGE
) -> list[tuple[int, bytes]]:
    """What each recipient was answered, at RCPT or after the message."""
    host, port = (str(address), 0) if isinstance(address, Path) else address
    with smtplib.LMTP(host, port) as client:
        client.ehlo_or_helo_if_needed()
        assert client.mail("ada@example.org")[0] == 250
        answers = [client.rcpt(recipient) for recipient in recipients]
        assert client.docmd("DATA")[0] == 354
        client.send(message + b".\r\n")
        return [answer if answer[0] != 250 else client.getreply() for answer in answers]


async def test_smtplib_hands_a_mail_over_and_reads_an_answer_for_each_recipient(site_with: SiteWith) -> None:
    site = await site_with(dialect="lmtp")
    site.letterbox.answers["support+full@example.com"] = Reply(452, "4.2.2", "Full")
    recipients = ["support@example.com", "nobody@example.com", "support+full@example.com", "Support@example.com"]
    answers = await asyncio.to_thread(hand_over, ("127.0.0.1", site.listener.port), recipients)
    assert answers == [(250, TAKEN), (550, b"5.1.1 No such mailbox here"), (452, b"4.2.2 Full"), (250, TAKEN)]
    ((envelope, path),) = site.letterbox.mails
    assert (envelope.protocol, envelope.peer, path.read_bytes()) == ("LMTP", "127.0.0.1", MESSAGE)
    assert site.listener.recipients == {"2xx": 2, "4xx": 1, "5xx": 1}
    assert site.letterbox.log[-1] == (
        "mail_partly_refused",
        {"protocol": "lmtp", "peer": "127.0.0.1", "file": path.name},
    )


async def test_smtplib_sends_a_whole_mail_as_programs_do(site_with: SiteWith) -> None:
    site = await site_with(dialect="lmtp")

    def talk() -> dict[str, tuple[int, bytes]]:
        with smtplib.LMTP("127.0.0.1", site.listener.port) as client:
            return client.sendmail("ada@example.org", ["support@example.com"], MESSAGE)

    assert await asyncio.to_thread(talk) == {}
    assert len(site.letterbox.mails) == 1


async def test_a_failure_in_delivery_is_a_451_for_each_recipient(site_with: SiteWith) -> None:
    site = await site_with(dialect="lmtp")
    site.letterbox.fail = True
    answers = await asyncio.to_thread(hand_over, ("127.0.0.1", site.listener.port), ["support@example.com"] * 2)
    assert answers == [(451, b"4.3.0 Something went wrong here, try again later")] * 2


# -- a local socket ----------------------------------------------------------------------------------------------------


async def test_a_local_socket_takes_mail_beside_the_port_and_its_name_goes_when_it_is_closed(
    site_with: SiteWith, tmp_path: Path
) -> None:
    site = await site_with(dialect="lmtp")
    path = tmp_path / "lmtp.sock"
    await site.listener.start_local(path, mode=0o660, group=grp.getgrgid(os.getegid()).gr_name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert path.stat().st_gid == os.getegid()
    assert await asyncio.to_thread(hand_over, path, ["support@example.com"]) == [(250, TAKEN)]
    assert site.letterbox.mails[0][0].peer == "local"
    await site.listener.close(5)
    assert not path.exists()


async def test_the_socket_of_a_server_that_was_killed_is_replaced(site_with: SiteWith, tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(path))
    site = await site_with(dialect="lmtp")
    await site.listener.start_local(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert await asyncio.to_thread(hand_over, path, ["support@example.com"]) == [(250, TAKEN)]


async def test_the_socket_of_a_server_that_lives_is_not_taken_away(site_with: SiteWith, tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    first, second = await site_with(dialect="lmtp"), await site_with(dialect="lmtp")
    await first.listener.start_local(path)
    with pytest.raises(SocketTaken):
        await second.listener.start_local(path)
    await second.listener.close(5)
    assert await asyncio.to_thread(hand_over, path, ["support@example.com"]) == [(250, TAKEN)]


async def test_nothing_that_is_no_socket_is_removed_for_it(site_with: SiteWith, tmp_path: Path) -> None:
    site = await site_with(dialect="lmtp")
    somebodys = tmp_path / "letters.txt"
    somebodys.write_text("Dear Ada")
    with pytest.raises(FileExistsError):
        await site.listener.start_local(somebodys)
    assert somebodys.read_text() == "Dear Ada"


async def test_a_group_that_nobody_knows_is_told(site_with: SiteWith, tmp_path: Path) -> None:
    site = await site_with(dialect="lmtp")
    with pytest.raises(OSError, match="there is no group"):
        await site.listener.start_local(tmp_path / "lmtp.sock", group="no-such-group")
    assert not (tmp_path / "lmtp.sock").exists()
    with pytest.raises(FileNotFoundError, match=r"nowhere/lmtp\.sock"):
        await site.listener.start_local(tmp_path / "nowhere" / "lmtp.sock")


# -- beside SMTP -------------------------------------------------------------------------------------------------------


async def test_the_doors_say_where_they_are_and_close_together(tmp_path: Path) -> None:
    letterbox, path = Letterbox(tmp_path), tmp_path / "lmtp.sock"
    doors = MailDoors(
        letterbox, host_name="mx", limits=Limits(connections_per_peer_max=1), now=lambda: 0, log=letterbox.note
    )
    await doors.open_smtp("127.0.0.1", None)
    assert doors.open == {}
    await doors.open_smtp("127.0.0.1", 0)
    await doors.open_lmtp("127.0.0.1", None, None, mode=0o600, group="")
    assert list(doors.open) == ["smtp"]
    await doors.open_lmtp("127.0.0.1", 0, path, mode=0o600, group="")
    at_port, at_socket = doors.open["lmtp"].split(" ")
    assert at_socket == str(path)
    port = int(at_port.removeprefix("127.0.0.1:"))
    connected = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]  # from one mail server
    assert [(await reader.readline())[:3] for reader, _ in connected] == [b"220"] * 2
    assert await asyncio.to_thread(hand_over, path, ["support@example.com"]) == [(250, TAKEN)]
    assert [(protocol, answers) for protocol, _, answers in doors.traffic()] == [("smtp", {}), ("lmtp", {"2xx": 1})]
    await doors.close(5)
    for _, writer in connected:
        writer.close()
    assert doors.open == {}
    with pytest.raises(OSError, match=r".*"):
        socket.create_connection(("127.0.0.1", port))
