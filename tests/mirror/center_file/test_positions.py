"""The scanner finds what the TOML parser finds, and the right line for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proffer.toml_file.positions import lines_of

TEXT = '''\
# a comment = "with [brackets]"
top = 1
"quoted key" = 'x = 1'   # behind a value
[a.b]
c.d = [1, "]", { e = 2, f = [3] },  # inside
  4,
]
text = """
[not.a.table]
x = \\""" 1
"""
[[list]]
n = 1
[list.sub]
m = 1
[[list]]
literal = \'\'\'
n = 3\'\'\'
n = 2
day = 1979-05-27 07:32:00
[a]
last = {}
'''


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every key and list element of parsed TOML."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield (*path, key)
        yield from paths(item, (*path, key))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("a",), 4),
        (("a", "b"), 4),
        (("a", "b", "c", "d"), 5),
        (("a", "b", "c", "d", 2, "f", 0), 5),
        (("a", "b", "c", "d", 3), 6),
        (("a", "b", "text"), 8),
        (("list",), 12),
        (("list", 0, "n"), 13),
        (("list", 0, "sub"), 14),
        (("list", 0, "sub", "m"), 15),
        (("list", 1), 16),
        (("list", 1, "n"), 19),
        (("list", 1, "day"), 20),
        (("a", "last"), 22),
    ],
)
def test_each_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    found = lines_of(TEXT)
    assert set(paths(tomllib.loads(TEXT))) == set(found)
    assert found[path] == (21 if path == ("a",) else line)  # the header of its own counts more


@given(st.data())
def test_any_text_the_parser_takes_has_a_line_for_each_of_its_paths(data: st.DataObject) -> None:
    text = data.draw(toml_texts())
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = lines_of(text)
    assert set(paths(parsed)) <= set(found)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


@example('"\\1"')
@given(st.text(alphabet="[]{}=\"'.,# \n\\a1", max_size=40))
def test_texts_that_are_not_toml_do_not_stop_the_scanner(text: str) -> None:
    lines_of(text)


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """Something like TOML, mostly valid."""
    key = st.sampled_from(["a", "b", "c-d", '"q.k"', "'l k'", '"\\u00e4"', "a.b", "x . y"])
    scalar = st.sampled_from(
        [
            "1",
            "-1.5e3",
            "true",
            '"s"',
            '"]"',
            '"\\""',
            "'\\'",
            '"""m\n"x" """',
            "'''l\n'''",
            "1979-05-27 07:32:00",
            "inf",
        ]
    )
    value = st.recursive(
        scalar,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda items: "[ " + " ,\n # c ]\n".join(items) + " ]"),
            st.dictionaries(st.sampled_from(["k", "m.n", '"z"']), inner, max_size=2).map(
                lambda table: "{ " + ", ".join(f"{name} = {item}" for name, item in table.items()) + " }"
            ),
        ),
        max_leaves=6,
    )
    line = st.one_of(
        st.tuples(key, value).map(lambda pair: f"{pair[0]} = {pair[1]}"),
        key.map(lambda name: f"[{name}]"),
        key.map(lambda name: f"[[ {name} ]]  # header"),
        st.sampled_from(["", "# comment [x]", "\t"]),
    )
    return "\n".join(draw(st.lists(line, max_size=10)))
