"""Requests over real sockets, to a server that says what a test wants."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from proffer_client import Agent, MustChangePassword, NoAnswer, NotFound, NotValidNow


class Server:
    """Answers every request with what stands in `answers` for its path, and keeps what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {"/api/v2/me": (200, {"statusCode": 0, "user": ADA})}
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connections = 0
        self.stays_open = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (head := await reader.readuntil(b"\r\n\r\n")) != b"":
                method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
                lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line]
                headers = {name.lower(): value for name, value in lines}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.asked.append((method, path, headers, body))
                status, answer = self.answers[path.partition("?")[0]]
                told = json.dumps(answer).encode()
                writer.write(
                    b"HTTP/1.1 %d X\r\nSet-Cookie: JSESSIONID=abc; Path=/\r\nContent-Length: %d\r\n\r\n%b"
                    % (status, len(told), told)
                )
                if not self.stays_open:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()


ADA = {"id": "a" * 32, "userName": "ada", "roles": ["ROLE_AGENT"]}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    found = Server()
    listening = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = listening.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    yield found
    listening.close()


@pytest.fixture
async def ada(server: Server) -> AsyncIterator[Agent]:
    async with Agent(f"http://127.0.0.1:{server.port}/api/v2/", "ada", "päss", listen=False) as agent:  # type: ignore[attr-defined]
        yield agent


async def test_the_password_goes_along_and_the_cookie_comes_back_over_one_connection(
    server: Server, ada: Agent
) -> None:
    assert (await ada.me()).user_name == "ada"
    (first, second) = server.asked
    assert first[2]["authorization"] == "Basic YWRhOnDDpHNz"
    assert "cookie" not in first[2]
    assert second[2]["cookie"] == "JSESSIONID=abc"
    assert server.connections == 1


async def test_an_operation_is_posted_with_an_id_and_without_what_was_not_given(server: Server, ada: Agent) -> None:
    server.answers["/api/v2/me/emails/1"] = (200, {"statusCode": 0, "referenceId": 4})
    done = await ada.complete("1", queue_name="second-level")
    assert done.reference_id == 4
    assert json.loads(server.asked[-1][3]) == {
        "operationName": "Complete",
        "operationId": done.operation_id,
        "queueName": "second-level",
    }


async def test_a_refusal_is_an_error_of_its_code(server: Server, ada: Agent) -> None:
    server.answers["/api/v2/me/emails/1"] = (400, {"statusCode": 2, "statusMessage": "Too late."})
    with pytest.raises(NotValidNow, match=r"Too late\.") as caught:
        await ada.reject("1")
    assert (caught.value.code, caught.value.http_status) == (2, 400)
    server.answers["/api/v2/me"] = (403, {"statusCode": 8, "statusMessage": "Change it."})
    with pytest.raises(MustChangePassword):
        await ada.log_in()


async def test_what_failed_of_several_channels_is_told(server: Server, ada: Agent) -> None:
    failed = {"statusCode": 3, "statusMessage": "No.", "channel": "voice"}
    server.answers["/api/v2/me"] = (200, {"statusCode": 7, "failed": [failed], "succeeded": []})
    assert await ada.log_in(channels=("voice", "email")) == ("voice",)


async def test_ids_cannot_leave_their_place_in_the_path(server: Server, ada: Agent) -> None:
    server.answers["/api/v2/emails/..%2Fme%3Fx"] = (404, {"statusCode": 6, "statusMessage": "No."})
    with pytest.raises(NotFound, match="No"):
        await ada.email("../me?x")


async def test_a_server_that_closes_each_connection_is_served_by_new_ones(server: Server, ada: Agent) -> None:
    server.stays_open = False
    await ada.me()
    await asyncio.sleep(0.01)
    await ada.me()
    assert server.connections >= 2


async def test_nobody_there_is_no_answer_and_so_is_no_push_channel(server: Server, ada: Agent) -> None:
    with pytest.raises(NoAnswer, match="push channel"):
        await ada.accept("1")
    with pytest.raises(NoAnswer):
        await Agent("http://127.0.0.1:1", "ada", "x").open()


async def test_a_file_is_uploaded_as_a_form(server: Server, ada: Agent) -> None:
    server.answers["/api/v2/me/emails/1/attachments"] = (200, {"statusCode": 0, "documentId": "d"})
    await ada.http.upload("/api/v2/me/emails/1/attachments", 'a"b\r\n.txt', "text/plain", b"hello")
    _, _, headers, body = server.asked[-1]
    assert headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'filename="a_b__.txt"' in body
    assert b"\r\n\r\nhello\r\n--" in body
