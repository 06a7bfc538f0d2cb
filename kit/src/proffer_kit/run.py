"""Runs promises one after the other, each from a tidy start, and keeps what came of them."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from proffer_kit.promise import OURS, Promise, Skip
from proffer_kit.site import Settings, Site

KEPT, BROKEN, SKIPPED = "kept", "broken", "skipped"


@dataclass(frozen=True)
class Outcome:
    """What came of a promise. `why`: of those broken or skipped; `exchanges`: the last requests before it broke."""

    promise: Promise
    result: str
    seconds: float
    why: str = ""
    exchanges: tuple[str, ...] = ()


def run(
    settings: Settings,
    promises: Iterable[Promise],
    *,
    without_ours: bool = False,
    each: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """All of them, in order. AssertionError if the agents cannot even sit down."""
    site = Site(settings)
    site.open()
    try:
        outcomes = []
        for promise in promises:
            outcome = _skipped(promise) if without_ours and promise.origin == OURS else _checked(site, promise)
            outcomes.append(outcome)
            each(outcome)
        return outcomes
    finally:
        site.close()


def _skipped(promise: Promise) -> Outcome:
    return Outcome(promise, SKIPPED, 0, "a decision of Proffer's own")


def _checked(site: Site, promise: Promise) -> Outcome:
    began = time.monotonic()
    result, why, exchanges = KEPT, "", tuple[str, ...]()
    try:
        site.tidy()
        promise.check(site)
    except Skip as skip:
        result, why = SKIPPED, str(skip)
    except AssertionError as error:
        result, why, exchanges = BROKEN, str(error) or _line(error), tuple(site.exchanges())
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:  # the answer has not that form
        result, why, exchanges = BROKEN, f"{error!r} at {_line(error)}", tuple(site.exchanges())
    return Outcome(promise, result, time.monotonic() - began, why, exchanges)


def _line(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].line} (line {frames[-1].lineno})" if frames else repr(error)
