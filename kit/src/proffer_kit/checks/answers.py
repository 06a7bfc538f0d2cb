"""What every answer is like: codes, statuses, forms (contract 2 and 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proffer_kit.promise import DOCUMENTED, OURS, SEEN, Promise
from proffer_kit.site import CHANNEL, EMAILS, ME, Site

UNKNOWN = "0000000000000000"


def _asked(
    section: str, origin: str, title: str, method: str, path: str, body: Any, status: int, code: int, **headers: str
) -> Promise:
    def check(site: Site) -> None:
        reply = site.ada.http.ask(method, path, body, headers).expect(status, code)
        if code not in (0, 7):
            assert set(reply.json) == {"statusCode", "statusMessage"}, f"other fields: {reply.shown()}"
            assert isinstance(reply.json["statusMessage"], str), reply.shown()
        assert reply.headers.get("content-type", "").startswith("application/json"), reply.headers

    return Promise(section, origin, title, check)


def _access_denied(site: Site) -> None:
    reply = site.ada.http.ask("GET", ME, anonymous=True).expect(403, 20)
    assert reply.json["statusMessage"] == "Access denied", reply.shown()
    assert "www-authenticate" not in reply.headers, "a browser would show its log-in box"


def _method(site: Site) -> None:
    reply = site.ada.http.ask("DELETE", EMAILS).expect(405, 3)
    assert "GET" in reply.headers.get("allow", ""), reply.headers


def _success_is_bare(site: Site) -> None:
    reply = site.ada.state("NotReady")
    assert reply.json == {"statusCode": 0}, f"more than statusCode: {reply.shown()}"


def _cookie_alone(site: Site) -> None:
    site.ada.get(ME)
    cookies = "; ".join(f"{name}={value}" for name, value in site.ada.http.cookies.items())
    reply = site.ada.http.ask("GET", ME, headers={"Cookie": cookies}, anonymous=True)
    reply.expect(200, 0)


def _content_type(site: Site) -> None:
    site.ada.get(ME)
    cookies = "; ".join(f"{name}={value}" for name, value in site.ada.http.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "text/plain"}
    site.ada.http.ask("POST", ME, {"operationName": "NotReady"}, headers, anonymous=True).expect(415, 10)


def _me(site: Site) -> None:
    user = site.ada.get(ME).json["user"]
    for field in ("id", "userName", "roles", "uri", "path"):
        assert field in user, f"{field} is missing: {sorted(user)}"
    assert user["userName"].casefold() == site.ada.user.casefold()


def _uris(path: str, plural: str) -> Callable[[Site], None]:
    def check(site: Site) -> None:
        bare = site.ada.get(path).json
        assert isinstance(bare.get("uris"), list), f"no uris without fields: {sorted(bare)}"
        full = site.ada.get(f"{path}?fields=*").json
        assert isinstance(full.get(plural), list), f"no {plural} with fields: {sorted(full)}"
        assert len(full[plural]) == len(bare["uris"]) or "totalCount" in full

    return check


def _fields(site: Site) -> None:
    found = site.ada.get("/api/v2/queues?fields=name,nonsense").json["queues"]
    assert found, "there is no queue"
    assert all(set(one) == {"name"} for one in found), found


def _one_by_uri(site: Site) -> None:
    [first, *_] = site.ada.get("/api/v2/queues").json["uris"]
    queue = site.ada.get(first).json["queue"]
    assert queue["uri"] == first, queue


PROMISES = (
    Promise("2.6", SEEN, "without authentication: 403 / 20 Access denied, and no log-in box", _access_denied),
    Promise("10.0", OURS, 'success is exactly {"statusCode":0}', _success_is_bare),
    _asked("2.6", OURS, "an empty body: 400 / 1", "POST", ME, b"", 400, 1),
    _asked("2.6", OURS, "no operationName: 400 / 1", "POST", ME, {}, 400, 1),
    _asked("2.6", OURS, "malformed JSON: 400 / 10", "POST", ME, b"{", 400, 10),
    _asked("2.6", OURS, "a body that is no object: 400 / 10", "POST", ME, [1], 400, 10),
    _asked("2.6", OURS, "an operation nobody knows: 400 / 10", "POST", CHANNEL, {"operationName": "Nonsense"}, 400, 10),
    _asked("2.6", OURS, "an unknown path: 404 / 6", "GET", "/api/v2/nonsense", None, 404, 6),
    Promise("2.2", OURS, "by the cookie alone, another content type: 415 / 10", _content_type),
    Promise("2.6", OURS, "a method that is not served: 405 / 3 with Allow", _method),
    _asked("6.5", OURS, "a trailing slash means the same resource", "GET", f"{ME}/", None, 200, 0),
    Promise("3.1", DOCUMENTED, "the session's cookie is enough", _cookie_alone),
    Promise("3.6", SEEN, "who am I", _me),
    Promise("2.3", DOCUMENTED, "a collection gives uris, with fields objects: users", _uris("/api/v2/users", "users")),
    Promise(
        "2.3", DOCUMENTED, "a collection gives uris, with fields objects: skills", _uris("/api/v2/skills", "skills")
    ),
    Promise(
        "2.3", DOCUMENTED, "a collection gives uris, with fields objects: queues", _uris("/api/v2/queues", "queues")
    ),
    Promise(
        "2.3", DOCUMENTED, "a collection gives uris, with fields objects: groups", _uris("/api/v2/groups", "groups")
    ),
    Promise("2.3", DOCUMENTED, "a collection gives uris, with fields objects: emails in hand", _uris(EMAILS, "emails")),
    Promise(
        "2.3",
        DOCUMENTED,
        "a collection gives uris, with fields objects: features",
        _uris("/api/v2/features", "features"),
    ),
    Promise("2.3", DOCUMENTED, "only the fields asked for; unknown names are ignored", _fields),
    Promise("2.13", DOCUMENTED, "a uri leads to the object that names it", _one_by_uri),
    *(
        _asked("10.0", OURS, f"{name} on an unknown email: 404 / 6", "POST", f"{EMAILS}/{UNKNOWN}", body, 404, 6)
        for name, body in {
            "Accept": {"operationName": "Accept"},
            "Reject": {"operationName": "Reject"},
            "Complete": {"operationName": "Complete"},
            "Reply": {"operationName": "Reply"},
            "Send": {"operationName": "Send"},
            "Transfer": {"operationName": "Transfer"},
        }.items()
    ),
    _asked("10.1", DOCUMENTED, "an unknown email: 404 / 6", "GET", f"{EMAILS}/{UNKNOWN}", None, 404, 6),
    _asked("10.0", OURS, "Accept without an email: 400 / 10", "POST", EMAILS, {"operationName": "Accept"}, 400, 10),
)
