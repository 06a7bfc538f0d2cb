"""Options: every limit is documented and none is senseless."""

from pathlib import Path

import pytest

import bayeux
from bayeux import Options

README = (Path(__file__).parent.parent / "README.md").read_text()


@pytest.mark.parametrize("name", [name for name in Options.__struct_fields__ if name not in ("websocket", "ack")])
def test_a_senseless_value_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Options(**{name: -1})  # type: ignore[arg-type]


def test_a_timeout_of_0_would_be_a_hot_loop() -> None:
    with pytest.raises(ValueError, match="timeout_ms"):
        Options(timeout_ms=0)


def test_the_readme_names_every_option_and_the_public_names() -> None:
    for name in Options.__struct_fields__:
        assert f"`{name}`" in README
    for name in {"Server", "Policy", "OpenPolicy", "Options", "Denied", "Leaving"} & set(bayeux.__all__):
        assert name in README
