"""Checks, from outside, whether a server keeps the promises of the v2 Email API. Knows nothing of any server."""

from proffer_kit.promise import DOCUMENTED, OURS, SEEN, Promise
from proffer_kit.run import Outcome, run

__all__ = ["DOCUMENTED", "OURS", "SEEN", "Outcome", "Promise", "run"]
