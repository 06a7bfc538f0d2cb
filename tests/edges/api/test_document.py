"""The API document says what the server does: every route, every operation, every answer, and nothing else."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from proffer.api.call import Call
from proffer.api.document.answers import ANSWERS
from proffer.api.document.document import NOTIFICATIONS
from proffer.api.document.requests import FORMS, OBJECTS, REQUESTS
from proffer.api.document.served import ServedDocument
from proffer.api.routes import ROUTES
from proffer.operations import listed
from proffer.wire.schema import OBJECTS as WIRE
from tests.edges.api.desk import Desk
from tests.edges.api.shapes import document, mistake_in_answer, mistake_in_message, needs_validator

HANDLERS = {handler: f"{method} {route.path}" for route in ROUTES for method, handler in route.handlers.items()}
POSTED = {h: where for h, where in HANDLERS.items() if where.startswith(("POST", "PUT"))}
ANSWERS_FILE, REQUESTS_FILE = "api/document/answers.py", "api/document/requests.py"


def test_every_handler_says_what_it_answers() -> None:
    missing = [f"{handler.__name__} ({where})" for handler, where in HANDLERS.items() if handler not in ANSWERS]
    assert not missing, f"add a line to ANSWERS in {ANSWERS_FILE} for each of {missing}"
    left = [handler.__name__ for handler in ANSWERS if handler not in HANDLERS]
    assert not left, f"{ANSWERS_FILE} speaks of handlers that no route has: {left}"


def test_everything_that_is_posted_says_what_is_taken() -> None:
    missing = [
        f"{handler.__name__} ({where})"
        for handler, where in POSTED.items()
        if handler not in REQUESTS | OBJECTS | FORMS
    ]
    assert not missing, f"add a line to REQUESTS (operations) or OBJECTS (parameters) in {REQUESTS_FILE} for {missing}"


def test_every_listed_operation_can_be_posted_somewhere() -> None:
    there_are = {
        name
        for listing, operations in vars(listed).items()
        if listing.endswith("_OPERATIONS") and isinstance(operations, dict)
        for name in operations
    }
    posted = {request.name for requests in REQUESTS.values() for request in requests}
    assert there_are <= posted, f"{sorted(there_are - posted)} are in operations/listed.py, not in {REQUESTS_FILE}"
    assert posted <= document()["components"]["schemas"].keys() | {"operationName of a custom state"}


def test_every_parameter_says_what_it_takes() -> None:
    """With `takes` at its reader, in JSON Schema (operations/parameters.py)."""
    silent = [
        f"{request.name}.{parameter.name}"
        for requests in REQUESTS.values()
        for request in requests
        for parameter in request.parameters
        if parameter.schema is None
    ]
    silent += [
        parameter.name for parameters in OBJECTS.values() for parameter in parameters if parameter.schema is None
    ]
    assert not silent, f"mark the readers of {silent} with @takes(type=…) of operations/parameters.py"


def test_the_document_has_every_route_with_its_methods_and_no_other() -> None:
    paths = {path: set(item) - {"parameters"} for path, item in document()["paths"].items()}
    assert paths.pop(NOTIFICATIONS) == {"post"}
    assert paths == {route.path: {method.lower() for method in route.handlers} for route in ROUTES}


def test_ids_of_operations_are_unique_and_no_request_has_the_name_of_an_object() -> None:
    ids = [
        one["operationId"] for item in document()["paths"].values() for key, one in item.items() if key != "parameters"
    ]
    assert len(ids) == len(set(ids))
    assert not {request.name for requests in REQUESTS.values() for request in requests} & WIRE.keys()


def test_the_document_is_valid_openapi() -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(document())


def test_every_reference_leads_to_an_object_and_every_object_is_referred_to() -> None:
    text = json.dumps(document())
    names = document()["components"]["schemas"].keys()
    pointed = {name for name in names if f'"#/components/schemas/{name}"' in text}
    messages = {name for name in names if "Message" in name}
    assert pointed | messages == set(names)


async def test_it_is_served_to_anybody_once_made_and_with_a_page_that_needs_nothing_else() -> None:
    mounts = ServedDocument(ROUTES).mounts
    told = await mounts["/openapi.json"](get("/openapi.json"))
    assert (told.status, dict(told.headers)[b"content-type"]) == (200, b"application/json")
    assert json.loads(told.body) == document()
    page = await mounts["/docs"](get("/docs"))
    assert page.body.startswith(b"<!doctype html>")
    assert b"default-src 'none'" in dict(page.headers)[b"content-security-policy"]
    again = await mounts["/docs"](get("/docs", {b"if-none-match": dict(page.headers)[b"etag"]}))
    assert (again.status, again.body) == (304, b"")
    assert (await mounts["/docs"](Call("POST", "/docs", b"", {}, "", nothing))).status == 405


async def test_the_page_is_well_formed_and_shows_every_path_operation_and_object() -> None:
    page = (await ServedDocument(ROUTES).mounts["/docs"](get("/docs"))).body.decode()
    Nested().feed(page)
    for path in document()["paths"]:
        assert f"<code>{path}</code>" in page
    for name in document()["components"]["schemas"]:
        assert f'id="o-{name}"' in page or f"<b>{name}</b>" in page or name == "CustomState"
    assert "<script" not in page


class Nested(HTMLParser):
    """Every element is closed, in order; links inside the page lead somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.wanted: set[str] = set()

    def feed(self, data: str) -> None:
        super().feed(data)
        assert self.open == []
        assert self.wanted <= self.ids, self.wanted - self.ids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                assert value not in self.ids
                self.ids.add(value or "")
            elif name == "href" and value is not None and value.startswith("#"):
                self.wanted.add(value[1:])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


@needs_validator
async def test_an_answer_that_is_not_as_declared_is_found(desk: Desk) -> None:
    """The check itself: every request of the tests in this folder goes through it."""
    path = "/api/v2/me"
    good = (await desk.ask("GET", path, as_="ada")).body
    kind = "application/json"
    assert mistake_in_answer("GET", path, 200, kind, good) is None
    told = json.loads(good)
    for spoilt in (
        told | {"extra": 1},
        {"user": told["user"]},
        told | {"user": told["user"] | {"roles": "ROLE_AGENT"}},
    ):
        assert mistake_in_answer("GET", path, 200, kind, json.dumps(spoilt).encode()) is not None
    del told["user"]["userName"]
    cut = json.dumps(told).encode()
    assert mistake_in_answer("GET", path, 200, kind, cut) is not None
    assert mistake_in_answer("GET", path + "?fields=id", 200, kind, cut) is None
    assert mistake_in_answer("GET", path, 404, kind, b'{"statusCode":0}') is not None
    assert mistake_in_message("/v2/me/channels", {"messageType": "ChannelStateChangeMessageV2"}) is not None


def get(path: str, headers: dict[bytes, bytes] | None = None) -> Call:
    return Call("GET", path, b"", headers or {}, "", nothing)


async def nothing() -> bytes:
    return b""
