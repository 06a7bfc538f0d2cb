"""Draws docs/lifecycle.md from the tables of the core: run this file to write it; a test compares."""

from __future__ import annotations

from pathlib import Path

from proffer.interaction import agent_view as view
from proffer.interaction.email import ENDS, STATES
from proffer.interaction.lifecycle import TRANSITIONS
from proffer.operations.listed import EMAIL_OPERATIONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lifecycle.md"

HEAD = """# The two lives of an email

Drawn from the tables in `src/proffer/interaction/lifecycle.py`, `src/proffer/interaction/agent_view.py` and
`src/proffer/operations/listed.py` by `tools/draw_lifecycle.py`; a test keeps this page equal to them.

An email has a life of its own: where it is, whoever looks. What one agent sees of it is another matter: after Reject
the email waits for the next agent, while the agent who rejected is told `Completed`, for it is no longer his.
"""


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, own_life(), views(), endings(), operations()))


def own_life() -> str:
    """The email's own life as a diagram and a table."""
    used = {state for (state, _), _ in TRANSITIONS.items()} | set(TRANSITIONS.values())
    arrows = [
        f"    {state} --> {after} : {event.__name__}"
        for (state, event), after in TRANSITIONS.items()
        if state != after or event.__name__ == "RoutingExpired"
    ]
    ends = [f"    {state} --> [*]" for state in STATES if state in ENDS and state in used]
    rows = [f"| `{state}` | {event.__name__} | `{after}` |" for (state, event), after in TRANSITIONS.items()]
    later = ", ".join(f"`{state}`" for state in STATES if state not in used)
    return "\n".join(
        (
            "## The email's own life\n",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> Queued : EmailReceived",
            "    [*] --> Held : DraftCreated",
            *arrows,
            *ends,
            "```\n",
            "| state | event | next state |",
            "| --- | --- | --- |",
            *rows,
            f"\nStates that no event leads to yet: {later}.\n" if later else "",
        )
    )


def views() -> str:
    """What an agent sees of an email in his hands."""
    shown = (view.VIEW_INVITED, view.VIEW_PROCESSING, view.VIEW_COMPOSING, view.VIEW_PROCESSING_TRANSFERRING)
    notes = ("", "", "", ", while a transfer is pending")
    rows = [
        f"| `{one.state}`{note} | {', '.join(one.capabilities) or 'none'} | {one.shape} |"
        for one, note in zip(shown, notes, strict=True)
    ]
    return "\n".join(
        (
            "## The agent's view of an email in his hands\n",
            "| state | capabilities, in this order | shape (contract 7.1) |",
            "| --- | --- | --- |",
            *rows,
            "",
        )
    )


def endings() -> str:
    """The last thing an agent is told about an email that leaves his hands."""
    rows = [f"| {event.__name__} | `{last.state}` | {last.shape} |" for event, last in view.ENDINGS.items()]
    return "\n".join(("## The last view\n", "| event | state | shape |", "| --- | --- | --- |", *rows, ""))


def operations() -> str:
    """Which operation works in which view."""
    rows = [f"| {name} | {', '.join(sorted(operation.views))} |" for name, operation in EMAIL_OPERATIONS.items()]
    return "\n".join(("## Operations\n", "| operation | works in the view |", "| --- | --- |", *rows, ""))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
