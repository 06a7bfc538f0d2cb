"""A collection of awkward mail that is not part of the repository: where it lies, and what its origins expect."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("PROFFER_CORPUS", ROOT.parent / "shared" / "corpus"))
MESSAGES = ("message", "mbox")


class Mail(NamedTuple):
    """One message of the collection. `expected`: what its origin's own tests say, {} where they say nothing exact."""

    name: str
    origin: str
    octets: bytes
    expected: dict[str, Any]


def is_here() -> bool:
    """Whether the collection lies where it is looked for."""
    return (FOLDER / "MANIFEST.tsv").is_file()


def mails() -> Iterator[Mail]:
    """Every message, in the order of the list."""
    expected: dict[str, dict[str, Any]] = {}
    for line in (FOLDER / "EXPECTED.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["quality"] == "exact":
            expected[row["path"]] = row["expected"]
    with (FOLDER / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["kind"] in MESSAGES:
                name = row["path"]
                yield Mail(name, name.partition("/")[0], (FOLDER / name).read_bytes(), expected.get(name, {}))
