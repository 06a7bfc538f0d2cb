"""AddComment: a remark of the holder, one per email; an empty one removes it (contract 10.19)."""

from __future__ import annotations

from proffer.interaction.events import CommentAdded
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import HELD_VIEWS, properties_updated
from proffer.operations.parameters import Parameter, string
from proffer.record import Change

CHARACTERS_MAX = 4_096


def decide(context: Context, parameters: Parameters) -> Change:
    """The comment is replaced."""
    event = CommentAdded(at=context.now, email=context.email.id, agent=context.request.agent)
    return properties_updated(context, event, comment=parameters["comment"] or None)


ADD_COMMENT = Operation(
    name="AddComment",
    views=HELD_VIEWS,
    parameters=(
        Parameter(
            name="comment",
            read=string(CHARACTERS_MAX, line_breaks=True),
            required=True,
            text="The remark; an empty one removes it.",
        ),
    ),
    reads=reads_content,
    decide=decide,
)
