"""Forward: the email in hand goes to somebody outside, with its attachments, as a draft (contract 10.21)."""

from __future__ import annotations

from proffer.interaction.agent_view import PROCESSING
from proffer.interaction.content import Attachment
from proffer.interaction.email import OUTBOUND_FORWARD
from proffer.operations.answer import answer, given_bodies, parameters_of_answers, shown_pictures
from proffer.operations.draft_fields import address_list, displayed
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.parameters import Parameter, boolean
from proffer.record import Change


def decide(context: Context, parameters: Parameters) -> Change:
    """To nobody unless it is said; it answers nothing, so it refers to no message."""
    everything = parameters["includeAttachments"]

    def wanted(attachment: Attachment, html: str) -> bool:
        return everything or shown_pictures(attachment, html)

    return answer(
        context,
        parameters,
        subtype=OUTBOUND_FORWARD,
        prefix=context.center.options.subject_forward_prefix,
        refers=False,
        wanted=wanted,
        **{name: displayed(context, name, parameters[name]) for name in ("to", "cc", "bcc")},
    )


FORWARD = Operation(
    name="Forward",
    views=frozenset((PROCESSING,)),
    parameters=(
        *parameters_of_answers(quoted=True),
        *(Parameter(name=name, read=address_list, default=()) for name in ("to", "cc", "bcc")),
        Parameter(
            name="includeAttachments", read=boolean, default=True, text="Whether the original's files come along."
        ),
    ),
    reads=reads_content,
    given_bodies=given_bodies,
    decide=decide,
)
