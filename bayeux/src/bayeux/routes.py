"""What the server knows of a channel messages go to: how they start, and whom they match."""

from collections.abc import Callable

from msgspec import Struct

from bayeux import channels, messages

_ROUTES_MAX = 4_096  # remembered channels; clients may invent names


class Route(Struct, frozen=True):
    """The start of each message's JSON, and every subscription that gets it."""

    prefix: bytes
    patterns: frozenset[str]


class Routes:
    """Routes by channel, made when first needed."""

    def __init__(self, is_exact_only: Callable[[str], bool]) -> None:
        self._is_exact_only = is_exact_only
        self._known: dict[str, Route] = {}

    def to(self, channel: str) -> Route:
        """The route of a channel. Raises ValueError if that is no name."""
        return self._known.get(channel) or self._make(channel)

    def _make(self, channel: str) -> Route:
        if not channels.is_name(channel):
            raise ValueError(f"no channel name: {channel!r}")
        patterns = (channel,) if self._is_exact_only(channel) else channels.matching(channel)
        if len(self._known) >= _ROUTES_MAX:
            self._known.clear()
        route = self._known[channel] = Route(messages.prefix(channel), frozenset(patterns))
        return route
