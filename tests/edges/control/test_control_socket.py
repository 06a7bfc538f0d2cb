"""The control socket: a round trip, who may connect, long paths, other servers."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from proffer.control import (
    AdministrationRefused,
    Applied,
    Apply,
    ControlSocket,
    Inject,
    Injected,
    NoServer,
    ServerRunning,
    Status,
    ask,
)
from proffer.control.address import SOCKET_PATH_BYTES_MAX, socket_path
from proffer.control.client import server_process
from proffer.engine.ports import StoreDown
from proffer.toml_file import Problem


class Echo:
    """An administration that answers what a test says."""

    def __init__(self, answer: Callable[[Any], Awaitable[Any]]) -> None:
        self.perform = answer


@asynccontextmanager
async def serving(data: Path, answer: Callable[[Any], Awaitable[Any]]) -> AsyncIterator[ControlSocket]:
    control = ControlSocket(Echo(answer), data)  # type: ignore[arg-type]
    await control.start()
    try:
        yield control
    finally:
        await control.close()


def running(data: Path, done: Any = None) -> AbstractAsyncContextManager[ControlSocket]:
    async def answer(request: Any) -> Any:
        return done

    return serving(data, answer)


async def test_a_request_goes_there_and_its_answer_comes_back(tmp_path: Path) -> None:
    seen: list[Any] = []

    async def answer(request: Any) -> Any:
        seen.append(request)
        if isinstance(request, Apply):
            return Applied(number=7, committed=True, differences=())
        return Injected(replies=(("a@b.example", "250 ok"),))

    async with serving(tmp_path, answer):
        assert await asyncio.to_thread(ask, tmp_path, Apply(text="ä\n", commit=True)) == Applied(
            number=7, committed=True, differences=()
        )
        injected = await asyncio.to_thread(ask, tmp_path, Inject(message=b"\x00\xff\n" * 100_000))
    assert injected.replies == (("a@b.example", "250 ok"),)
    assert seen == [Apply(text="ä\n", commit=True), Inject(message=b"\x00\xff\n" * 100_000)]


async def test_a_refusal_comes_back_with_its_lines(tmp_path: Path) -> None:
    async def refuse(request: Any) -> Any:
        raise AdministrationRefused([Problem(3, "no"), Problem(4, "neither")])

    async with serving(tmp_path, refuse):
        with pytest.raises(AdministrationRefused) as caught:
            await asyncio.to_thread(ask, tmp_path, Status())
    assert caught.value.problems == (Problem(3, "no"), Problem(4, "neither"))


@pytest.mark.parametrize("fault", [StoreDown("gone"), ZeroDivisionError("oops")])
async def test_a_fault_is_told_and_the_next_request_is_served(tmp_path: Path, fault: Exception) -> None:
    faults = [fault]

    async def answer(request: Any) -> Any:
        if faults:
            raise faults.pop()
        return {"phase": "ready"}

    async with serving(tmp_path, answer):
        with pytest.raises(AdministrationRefused, match=r"gone|oops"):
            await asyncio.to_thread(ask, tmp_path, Status())
        assert await asyncio.to_thread(ask, tmp_path, Status()) == {"phase": "ready"}


@pytest.mark.parametrize(
    "line", [b"\n", b"nonsense\n", b'{"do":"dance"}\n', b'{"do":"apply","text":1}\n', b"[" * 9_000 + b"\n"]
)
async def test_a_line_that_is_no_request_gets_an_answer_and_the_connection_stays(tmp_path: Path, line: bytes) -> None:
    async with running(tmp_path, {"phase": "ready"}):
        reader, writer = await asyncio.open_unix_connection(str(socket_path(tmp_path)))
        writer.write(line + b'{"do":"status"}\n')
        assert "does not understand" in json.loads(await reader.readline())["refused"][0]["message"]
        assert json.loads(await reader.readline()) == {"done": {"phase": "ready"}}
        writer.close()


async def test_only_this_user_may_connect(tmp_path: Path) -> None:
    async with running(tmp_path):
        for name in ("control.sock", "control.json"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


async def test_a_long_path_gets_a_short_socket_in_a_private_folder(tmp_path: Path) -> None:
    data = tmp_path / ("d" * 60) / ("e" * 60)
    data.mkdir(parents=True)
    path = socket_path(data)
    assert len(str(path)) <= SOCKET_PATH_BYTES_MAX
    assert path != socket_path(data.parent)
    async with running(data, {"phase": "ready"}):
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert await asyncio.to_thread(ask, data, Status()) == {"phase": "ready"}
    assert not path.exists()


async def test_a_second_server_on_the_same_data_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path):
        with pytest.raises(ServerRunning):
            await ControlSocket(Echo(asyncio.sleep), tmp_path).start()  # type: ignore[arg-type]
        assert server_process(tmp_path) is not None


async def test_what_a_killed_server_left_is_replaced(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "control.sock"))
    left.close()
    (tmp_path / "control.json").write_text(json.dumps({"socket": str(tmp_path / "control.sock"), "pid": 1}))
    with pytest.raises(NoServer):
        await asyncio.to_thread(ask, tmp_path, Status())
    async with running(tmp_path, {}):
        assert await asyncio.to_thread(ask, tmp_path, Status()) == {}


async def test_without_a_server_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoServer, match="no server is running on"):
        ask(tmp_path, Status())
    assert server_process(tmp_path) is None


async def test_close_ends_open_connections_and_removes_the_files(tmp_path: Path) -> None:
    async with running(tmp_path):
        reader, writer = await asyncio.open_unix_connection(str(socket_path(tmp_path)))
        await asyncio.sleep(0)
    assert await reader.read() == b""
    writer.close()
    assert not any((tmp_path / name).exists() for name in ("control.sock", "control.json"))
