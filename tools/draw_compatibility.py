"""Draws docs/compatibility.md out of docs/compatibility.toml and the parameters that operations have in the code."""

from __future__ import annotations

import tomllib
from pathlib import Path

from proffer.api import change_password
from proffer.operations import contact_history, interaction_history, listed
from proffer.operations.parameters import Parameter

ROOT = Path(__file__).parents[1]
SOURCE, PAGE = ROOT / "docs" / "compatibility.toml", ROOT / "docs" / "compatibility.md"
HEAD = """# Compatibility

What of the Email API (Genesys Web Services v2) this server does, by section of the contract it is built to. *Done* is
there and tested; *not done* is not there at all. Drawn from [compatibility.toml](compatibility.toml) and the code by
`python tools/draw_compatibility.py`; a test holds both against it. Samples of every operation, which run as tests:
[operations/](operations/README.md).
"""


def parameters() -> dict[str, tuple[Parameter, ...]]:
    """Of every operation there is, by its name."""
    lists = (
        listed.EMAIL_OPERATIONS,
        listed.EMAILS_OPERATIONS,
        listed.OWN_EMAIL_OPERATIONS,
        listed.WORKBIN_OPERATIONS,
        listed.SESSION_OPERATIONS,
        listed.CONTACT_OPERATIONS,
    )
    found = {name: operation.parameters for operations in lists for name, operation in operations.items()}
    found[change_password.CHANGE_PASSWORD_OPERATION] = change_password.PARAMETERS
    found[contact_history.NAME] = contact_history.PARAMETERS
    found |= interaction_history.PARAMETERS
    return found


def drawn() -> str:
    """The page."""
    table = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    known = parameters()
    parts = [
        HEAD,
        "## Operations\n",
        "| operation | section | status | parameters | |\n| --- | --- | --- | --- | --- |",
    ]
    for name, (section, status, *word) in table["operations"].items():
        taken = ", ".join(f"`{one.name}`" for one in known.get(name, ()))
        parts.append(f"| `{name}` | {section} | {status} | {taken} | {' '.join(word)} |")
    for title, of in (("Addresses", "resources"), ("Messages pushed", "messages"), ("States an agent sees", "states")):
        parts.append(f"\n## {title}\n\n| | section | status | |\n| --- | --- | --- | --- |")
        parts += [
            f"| `{name}` | {section} | {status} | {' '.join(word)} |"
            for name, (section, status, *word) in table[of].items()
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(drawn(), encoding="utf-8")
