"""From the text of `center.toml` to the `Center` it describes, or to all that is wrong with it."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.center_file.identity import identified
from proffer.center_file.names import check_names
from proffer.center_file.reading import read
from proffer.center_file.references import check_references
from proffer.toml_file import Invalid, document_of


def center_from_toml(text: str | bytes, previous: Center | None, contact_center_id: str) -> Center:
    """The configuration in `text`, with the ids and numbers that things already have in `previous`.

    `contact_center_id` (dashed UUID) counts when there is no previous one. The result has the previous one's version:
    it is what `decide_apply` wants. Raises Invalid with every problem and its line; never anything else.
    """
    document = document_of(text)
    where = document.where()
    parts = read(document.content, where)
    check_names(parts, previous, where)
    check_references(parts, where)
    if where.problems:
        raise Invalid(where.problems)
    return identified(parts, previous, contact_center_id)
