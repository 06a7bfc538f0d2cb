"""The envelope: bodies in, replies out (Bayeux 1.0, sections 3 and 4)."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayeux.messages import Advice, Malformed, Message, Reply, decode, decode_form, encode, further_fields

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_a_body_is_one_object_or_an_array_of_them() -> None:
    assert [message.channel for message in decode(b'{"channel":"/a"}')] == ["/a"]
    assert [message.channel for message in decode(b' [{"channel":"/a"},{"channel":"/b"}]')] == ["/a", "/b"]
    assert decode(b"[]") == []
    assert decode('[{"channel":"/\u00e9"}]')[0].channel == "/\u00e9"


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"{", b"[{]", b"[1,]", b"nonsense", b"\x00", b'[{"channel":"/a"}] x'),
        *(b'{"data":"\xff"}', b'{"data":"\x01"}', b'{"data":"\\q"}'),
        *(b"[" * 60_000, b'{"data":' + b"[" * 60_000 + b"]" * 60_000 + b"}"),
    ],
)
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        decode(body)


def test_elements_that_are_no_objects_are_kept_in_their_place() -> None:
    assert [bool(message.raw) for message in decode(b'[1,"x",null,[],{"channel":"/a"}]')] == [False] * 4 + [True]
    assert decode(b"7") == [Message()]


@given(st.lists(st.dictionaries(st.text(max_size=8), JSON, max_size=5), max_size=4))
def test_any_json_object_can_be_read(objects: list[dict[str, object]]) -> None:
    messages = decode(json.dumps(objects).encode())
    assert [json.loads(message.raw) for message in messages] == objects


@given(st.dictionaries(st.sampled_from(["ext", "foo", "id", "clientId", "advice", "?raw", "\u00e9"]), JSON))
def test_further_fields_are_everything_but_the_protocols_own(fields: dict[str, object]) -> None:
    (message,) = decode(json.dumps(fields).encode())
    rest = json.loads(b'{"channel":"/a"' + further_fields(message) + b"}")
    assert rest == {"channel": "/a"} | {k: v for k, v in fields.items() if k in ("ext", "foo", "?raw", "\u00e9")}


def test_a_form_may_hold_several_messages_each_an_object_or_an_array() -> None:
    form = urlencode([("message", '{"channel":"/a"}'), ("message", '[{"channel":"/b"}]'), ("other", "x")]).encode()
    assert [message.channel for message in decode_form(form)] == ["/a", "/b"]
    assert decode_form(b"nothing=here") == []
    for bad in (b"message=%7B", b"message=%FF", b"\xff", b"message=&message=" * 200):
        with pytest.raises(Malformed):
            decode_form(bad + b"x")


def test_absent_fields_of_a_reply_are_not_sent() -> None:
    assert encode(Reply(channel="/a", successful=False)) == b'{"channel":"/a","successful":false}'
    assert encode(Reply(successful=True, advice=Advice("retry", 0, 1))) == (
        b'{"successful":true,"advice":{"reconnect":"retry","interval":0,"timeout":1}}'
    )
