"""Finds the route of a path: segment by segment, a trailing slash allowed (contract 2.1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from proffer.api.call import Answer, Call
from proffer.api.edge import Asked, Edge
from proffer.center.options import Options
from proffer.record import Struct

Handler = Callable[[Edge, Asked], Awaitable[Answer]]
Mount = Callable[[Call], Awaitable[Answer]]
Found = tuple["Route | None", tuple[str, ...]]

REST = "/*"  # ends the path of a mount that serves everything below


class Route(Struct, frozen=True, kw_only=True):
    """A path such as `/api/v2/me/emails/{email_id}` and who handles which method there."""

    path: str
    handlers: Mapping[str, Handler]
    feature: Callable[[Options], bool] | None = None  # off: as if it did not exist (3.5)
    anonymous: bool = False

    @property
    def allow(self) -> str:
        """The value of the `Allow` header."""
        methods = [*self.handlers, *(("HEAD",) if "GET" in self.handlers else ()), "OPTIONS"]
        return ", ".join(methods)


class _Node:
    __slots__ = ("any", "named", "route")

    def __init__(self) -> None:
        self.named: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.route: Route | None = None


class Paths:
    """A tree of segments; a literal segment goes before a `{name}`."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        self._literal: dict[str, Found] = {}
        self._one_name: dict[str, Route] = {}  # those with a single name, at their end, by what stands before it
        for route in routes:
            self._add(route)

    def find(self, path: str) -> Found:
        """The route, and what stood in its `{…}` segments."""
        found = self._literal.get(path)
        if found is not None:
            return found
        before, _, name = path.rpartition("/")
        route = self._one_name.get(before)
        return (route, (name,)) if route is not None and name else self._walk(path)

    def _walk(self, path: str) -> Found:
        node = self._root
        names: list[str] = []
        for segment in path.removesuffix("/").split("/"):
            inner = node.named.get(segment)
            if inner is None:
                inner = node.any
                if inner is None or not segment:
                    return None, ()
                names.append(segment)
            node = inner
        return node.route, tuple(names)

    def _add(self, route: Route) -> None:
        if "{" not in route.path:
            self._literal[route.path] = self._literal[route.path.rstrip("/") + "/"] = (route, ())
        node = self._root
        for segment in route.path.split("/"):
            if segment.startswith("{"):
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.named.setdefault(segment, _Node())
        node.route = route
        before, _, name = route.path.rpartition("/")
        if name.startswith("{") and "{" not in before:
            self._one_name[before] = route


class Mounts:
    """Handlers outside `/api`: `/healthz`, `/metrics`, the root page. They answer anybody."""

    def __init__(self, mounts: Mapping[str, Mount]) -> None:
        self._exact = {path: mount for path, mount in mounts.items() if not path.endswith(REST)}
        self._below = [(path[:-1], mount) for path, mount in mounts.items() if path.endswith(REST)]

    def find(self, path: str) -> Mount | None:
        """By the exact path, then by the longest beginning."""
        exact = self._exact.get(path) or self._exact.get(path.rstrip("/") or "/")
        if exact is not None:
            return exact
        below = [(start, mount) for start, mount in self._below if path.startswith(start)]
        return max(below, key=lambda pair: len(pair[0]))[1] if below else None
