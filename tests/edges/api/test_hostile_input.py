"""Whatever comes in, nothing comes out as 5xx, and every answer has its form."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proffer.api.routes import ROUTES
from tests.cast import ADA
from tests.edges.api.desk import Desk

NAMES = ("operationName", "referenceId", "operationId", "channels", "place", "comment", "userData", "keys", "reason")
OPERATIONS = ("Accept", "Reject", "Complete", "SetDisposition", "AttachUserData", "StartContactCenterSession", "Ready")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES) | st.text(), VALUES, max_size=5)
ASKED = st.builds(lambda found, name: found | {"operationName": name}, OBJECTS, st.sampled_from(OPERATIONS))
BODIES = st.binary(max_size=200) | st.one_of(ASKED, OBJECTS, VALUES).map(lambda value: json.dumps(value).encode())
WORDS = st.sampled_from(
    ("fields", "subresources", "limit", "offset", "sortBy", "order", "id", "name", "state", "type", "*", "channels")
)
QUERIES = st.text(max_size=60) | st.lists(st.tuples(WORDS, WORDS | st.text(max_size=10)), max_size=6).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
PATHS = st.sampled_from([route.path for route in ROUTES]) | st.text(max_size=30).map(lambda rest: f"/api/v2/{rest}")
WHERE = st.sampled_from((ADA, "email", "general-settings", "x", "%", "\0"))


def check(reply: Any, method: str) -> None:
    assert reply.status < 500, reply.body
    if method != "HEAD" and reply.headers.get("content-type", "").startswith("application/json"):
        found = json.loads(reply.body)
        assert type(found["statusCode"]) is int
        assert ("statusMessage" in found) == (found["statusCode"] not in (0, 7, 9))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=BODIES, query=QUERIES, path=PATHS, where=WHERE, method=st.sampled_from(("GET", "POST", "HEAD", "PUT")))
async def test_random_requests_never_give_5xx(body: bytes, query: str, path: str, where: str, method: str) -> None:
    desk = await shared()
    path = "".join(where if "{" in part else part for part in path.replace("}", "{").split("{")).replace("?", "")
    reply = await desk.ask(method, f"{path}?{query.encode('ascii', 'ignore').decode()}", body, as_="ada")
    check(reply, method)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=BODIES)
async def test_random_operations_on_an_email_in_hand_never_give_5xx(body: bytes) -> None:
    desk = await shared()
    reply = await desk.ask("POST", f"/api/v2/me/emails/{EMAIL[0]}", body, as_="ada")
    check(reply, "POST")
    check(await desk.ask("GET", "/api/v2/me?subresources=*", as_="ada"), "GET")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(authorization=st.text(max_size=40), cookie=st.text(max_size=40))
async def test_random_credentials_are_denied(authorization: str, cookie: str) -> None:
    desk = await shared()
    for start in ("", "Basic "):
        headers = {"authorization": start + authorization, "cookie": f"JSESSIONID={cookie}"}
        reply = await desk.ask("GET", "/api/v2/me", headers=headers)
        assert reply.status in (403, 429)


DESK: list[Desk] = []
EMAIL: list[str] = []


async def shared() -> Desk:
    """A new house for each example would take longer than the example; one per event loop has to do."""
    if not DESK or DESK[0].loop is not asyncio.get_running_loop():  # type: ignore[attr-defined]
        desk = await Desk.open()
        desk.loop = asyncio.get_running_loop()  # type: ignore[attr-defined]
        await desk.house.ready(ADA)
        EMAIL[:] = [await desk.house.mail()]
        await desk.ask("POST", f"/api/v2/me/emails/{EMAIL[0]}", {"operationName": "Accept"}, as_="ada")
        DESK[:] = [desk]
    return DESK[0]
