"""Reads everything that is stored, database and files, and names what is wrong with it; it changes nothing.

What is read comes through `store/inspection.py`, the same for every database. Each rule is a pure function or a small
value that is told records one by one; `audit.py` brings them together, in batches, so that memory stays small.
"""

from proffer.audit.audit import Audit, unreadable
from proffer.audit.finding import NOTE, WRONG, Finding

__all__ = ["NOTE", "WRONG", "Audit", "Finding", "unreadable"]
