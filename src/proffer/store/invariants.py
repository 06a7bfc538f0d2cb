"""What must hold in every row of an email, whoever wrote it: the check constraints of the databases, in Python."""

from __future__ import annotations

from proffer.interaction.email import ENDS, HELD, OFFERED, STATES, Email

__all__ = ["broken_by"]


def broken_by(email: Email) -> str | None:
    """The name of the first rule this email breaks, or None. The names are those of the constraints."""
    state = email.state
    rules = {
        "version_counts_from_one": email.version >= 1,
        "state_is_known": state in STATES,
        "offered_means_invited": (state == OFFERED) == (email.invitation is not None),
        "held_means_a_holder": state != HELD or email.holder is not None,
        "nobody_holds_the_rest": state in (OFFERED, HELD) or email.holder is None,
        "ended_means_finished_at": (state in ENDS) == (email.finished_at is not None),
    }
    return next((name for name, holds in rules.items() if not holds), None)
