"""What others hang into the edge outside /api, and the ASGI start and end."""

from __future__ import annotations

from typing import Any

from proffer.api.call import Answer, Call, json_answer
from tests.edges.api.desk import Desk


async def health(call: Call) -> Answer:
    return json_answer({"live": True})


async def page(call: Call) -> Answer:
    return Answer(200, call.path.encode(), ((b"content-type", b"text/html"),))


async def test_a_mount_answers_anybody_at_its_path() -> None:
    desk = await Desk.open(mounts={"/healthz": health, "/": page, "/workspace/*": page, "/workspace/x/*": health})
    assert (await desk.ask("GET", "/healthz")).json == {"statusCode": 0, "live": True}
    assert (await desk.ask("GET", "/healthz/")).json["live"]
    assert (await desk.ask("GET", "/")).body == b"/"
    assert (await desk.ask("GET", "/workspace/a/b.js")).body == b"/workspace/a/b.js"
    assert (await desk.ask("GET", "/workspace/x/y")).json["live"]
    assert (await desk.ask("GET", "/workspacex")).pair == (404, 6)


async def test_a_mount_never_hides_the_api() -> None:
    desk = await Desk.open(mounts={"/*": page})
    assert (await desk.ask("GET", "/api/v2/me")).pair == (403, 20)
    assert (await desk.ask("GET", "/anything")).body == b"/anything"


async def test_a_mount_that_fails_is_500() -> None:
    async def failing(call: Call) -> Answer:
        raise ValueError

    desk = await Desk.open(mounts={"/metrics": failing})
    assert (await desk.ask("GET", "/metrics")).pair == (500, 4)


async def test_idle_sessions_are_looked_for_from_the_start_to_the_end(desk: Desk) -> None:
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    await desk.api({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    keeping = desk.api._keeping
    assert keeping is not None
    await desk.api.close()
    assert keeping.done()
