"""The page and its files as they are answered: fresh or for ever, compressed, under a strict policy."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from proffer.workspace.bundle import installed
from proffer.workspace.workspace import PATHS, Answered, Workspace

INDEX = '<meta name="proffer-accounts" content="{{accounts}}"><meta property="csp-nonce" nonce="{{nonce}}">'
SCRIPT = "console.log('a script of some length, so that it is worth to be compressed');" * 20
FILES = {"index.html": INDEX, "favicon.svg": "<svg/>", "assets/index-5f1c9a77.js": SCRIPT, "assets/a-1.css": "b{}"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@pytest.fixture
def workspace(dist: Path) -> Workspace:
    return Workspace(installed(dist))


def headers(answered: Answered) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in answered[2]}


@pytest.mark.parametrize("path", ["/", "/emails/00001a14GQJ8NKXF"])
def test_the_page_is_fresh_each_time_with_a_nonce_that_its_policy_names(workspace: Workspace, path: str) -> None:
    seen = set()
    for _ in range(3):
        status, body, _ = answered = workspace.answer("GET", path, {})
        assert (status, headers(answered)["cache-control"]) == (200, "no-store")
        (nonce,) = re.findall(r'nonce="([^"]+)"', body.decode())
        assert f"style-src-elem 'self' 'nonce-{nonce}';" in headers(answered)["content-security-policy"]
        seen.add(nonce)
    assert len(seen) == 3


def test_the_policy_lets_no_foreign_script_frame_form_or_address_in(workspace: Workspace) -> None:
    policy = headers(workspace.answer("GET", "/", {}))["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["frame-src"] == rules["form-action"] == rules["base-uri"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert "unsafe-eval" not in policy
    assert [name for name, value in rules.items() if "unsafe-inline" in value] == ["style-src-attr"]
    assert not re.search(r"https?:|\*", policy)


def test_a_file_under_its_hash_is_kept_for_ever(workspace: Workspace) -> None:
    status, body, _ = answered = workspace.answer("GET", "/assets/index-5f1c9a77.js", {})
    assert (status, body) == (200, SCRIPT.encode())
    assert headers(answered)["cache-control"] == "public, max-age=31536000, immutable"
    assert headers(answered)["content-type"] == "text/javascript; charset=utf-8"
    assert headers(answered)["x-content-type-options"] == "nosniff"


def test_a_file_is_sent_compressed_to_who_takes_it_and_only_where_that_is_shorter(workspace: Workspace) -> None:
    _, body, _ = answered = workspace.answer("GET", "/assets/index-5f1c9a77.js", {b"accept-encoding": b"br, gzip"})
    assert (headers(answered)["content-encoding"], gzip.decompress(body).decode()) == ("gzip", SCRIPT)
    assert headers(answered)["vary"] == "accept-encoding"
    assert "content-encoding" not in headers(workspace.answer("GET", "/assets/a-1.css", {b"accept-encoding": b"gzip"}))


def test_a_file_that_the_browser_has_is_not_sent_again(workspace: Workspace) -> None:
    tag = headers(workspace.answer("GET", "/favicon.svg", {}))["etag"]
    assert workspace.answer("GET", "/favicon.svg", {b"if-none-match": tag.encode()})[:2] == (304, b"")
    assert workspace.answer("GET", "/favicon.svg", {b"if-none-match": b'"another"'})[0] == 200


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/../../bundle.py", "/assets/../index.html", "/assets/"])
def test_what_was_not_built_is_not_found(workspace: Workspace, path: str) -> None:
    assert workspace.answer("GET", path, {})[0] == 404


def test_the_page_is_only_read(workspace: Workspace) -> None:
    status, _, _ = answered = workspace.answer("POST", "/", {})
    assert (status, headers(answered)["allow"]) == (405, "GET, HEAD")


def test_only_the_demo_names_an_address_of_accounts(dist: Path) -> None:
    assert b'content=""' in Workspace(installed(dist)).answer("GET", "/", {})[1]
    assert b'content="/demo/accounts"' in Workspace(installed(dist), with_accounts=True).answer("GET", "/", {})[1]


def test_without_the_page_a_plain_text_says_what_to_do(tmp_path: Path) -> None:
    assert installed(tmp_path) is None
    status, body, _ = answered = Workspace(None).answer("GET", "/", {})
    assert (status, headers(answered)["content-type"]) == (404, "text/plain; charset=utf-8")
    assert b"./dev run" in body


def test_the_page_answers_at_no_address_of_the_api() -> None:
    assert not [path for path in PATHS if path.startswith("/api")]
