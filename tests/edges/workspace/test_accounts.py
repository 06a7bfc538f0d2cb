"""The demo's accounts are told to the page on the same machine, and to nobody else."""

from __future__ import annotations

import json

import pytest

from proffer.api.call import Call
from proffer.demo.accounts import accounts
from proffer.demo.state import DemoState

STATE = DemoState(passwords={"ada": "kd7wm-3hqxt-9vbcy", "sam": "aaaaa-bbbbb-ccccc", "kim": "ddddd-eeeee-fffff"})


def call(peer: str, host: str) -> Call:
    async def body() -> bytes:
        return b""

    return Call("GET", "/demo/accounts", b"", {b"host": host.encode()}, peer, body)


async def test_the_agents_are_listed_with_name_and_password() -> None:
    answer = await accounts(STATE)(call("127.0.0.1", "127.0.0.1:8080"))
    assert json.loads(answer.body)["accounts"] == [
        {"userName": "ada", "name": "Ada Lindqvist", "password": "kd7wm-3hqxt-9vbcy"},
        {"userName": "kim", "name": "kim", "password": "ddddd-eeeee-fffff"},  # added to the centre by hand
    ]
    assert (b"cache-control", b"no-store") in answer.headers


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:1", "[::1]:8080"])
async def test_this_machine_has_several_names(host: str) -> None:
    assert (await accounts(STATE)(call("::1", host))).status == 200


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("192.0.2.7", "127.0.0.1:8080"),
        ("127.0.0.1", "rebound.example:8080"),
        ("127.0.0.1", ""),
        ("127.0.0.1", "[broken"),
        ("", "localhost"),
    ],
)
async def test_from_elsewhere_or_under_a_foreign_name_there_are_none(peer: str, host: str) -> None:
    answer = await accounts(STATE)(call(peer, host))
    assert (answer.status, json.loads(answer.body)["statusCode"]) == (404, 6)
