"""Names, patterns and matching (Bayeux 1.0, sections 2.1 and 2.2), checked against a plain definition."""

from hypothesis import given
from hypothesis import strategies as st

from bayeux import channels

SEGMENT = st.text("abz09-_!~()$@.", min_size=1, max_size=3)
NAME = st.lists(SEGMENT, min_size=1, max_size=5).map(lambda segments: "/" + "/".join(segments))
FEW_NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(lambda segments: "/" + "/".join(segments))
FEW_PATTERNS = FEW_NAMES | st.builds(
    lambda name, end: name + end, FEW_NAMES | st.just(""), st.sampled_from(["/*", "/**"])
)


def matches(pattern: str, name: str) -> bool:
    """The definition, read off the specification."""
    if pattern.endswith("/**"):
        base = pattern[:-3].split("/")
        return name.split("/")[: len(base)] == base and name.count("/") >= len(base)
    if pattern.endswith("/*"):
        return name.rsplit("/", 1)[0] == pattern[:-2]
    return pattern == name


@given(NAME)
def test_every_name_is_also_a_pattern_and_matches_itself(name: str) -> None:
    assert channels.is_name(name)
    assert channels.is_pattern(name)
    assert channels.matching(name)[0] == name


@given(NAME, st.sampled_from(["/*", "/**"]))
def test_a_wildcard_may_end_a_pattern_but_is_no_name(name: str, wildcard: str) -> None:
    assert channels.is_pattern(name + wildcard)
    assert not channels.is_name(name + wildcard)
    assert not channels.is_pattern(name + wildcard + "/x")


@given(st.text(max_size=12))
def test_nothing_else_is_a_name(text: str) -> None:
    segments = text.split("/")
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_!~()$@.")
    well_formed = text.startswith("/") and all(part and set(part) <= allowed for part in segments[1:])
    assert channels.is_name(text) == well_formed


@given(FEW_NAMES, FEW_PATTERNS)
def test_the_match_set_is_what_the_definition_says(name: str, pattern: str) -> None:
    assert (pattern in channels.matching(name)) == matches(pattern, name)


@given(NAME)
def test_the_match_set_holds_only_patterns_and_each_once(name: str) -> None:
    patterns = channels.matching(name)
    assert len(set(patterns)) == len(patterns) == name.count("/") + 2
    assert all(channels.is_pattern(pattern) for pattern in patterns)


def test_meta_and_service_are_compared_by_whole_segments() -> None:
    assert channels.is_meta("/meta")
    assert channels.is_meta("/meta/x/y")
    assert not channels.is_meta("/metal/x")
    assert not channels.is_meta("/x/meta")
    assert channels.is_service("/service/x")
    assert not channels.is_service("/services")
