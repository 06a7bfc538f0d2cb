"""Why a database that can be reached is not opened all the same."""

from __future__ import annotations

__all__ = ["DatabaseInUse", "SchemaTooNew"]


class DatabaseInUse(Exception):  # noqa: N818 - what is the case
    """Another process has the database open; the message names it."""


class SchemaTooNew(Exception):  # noqa: N818 - what is the case
    """The database was written by a newer version of Proffer; this one leaves it alone."""
