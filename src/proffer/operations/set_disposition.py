"""SetDisposition: the business outcome of an email, kept as one user-data value (contract 10.12)."""

from __future__ import annotations

from proffer.interaction.events import DispositionSet
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import HELD_VIEWS, properties_updated
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import OUT_OF_RANGE, Refused
from proffer.operations.user_data import check_entries, check_size
from proffer.record import Change


def decide(context: Context, parameters: Parameters) -> Change:
    """With option validate-dispositions only known outcomes can be set."""
    disposition, options = parameters["disposition"], context.center.options
    if options.validate_dispositions and all(known.name != disposition for known in context.center.dispositions):
        raise Refused(OUT_OF_RANGE, "There is no disposition of this name.")
    entry = {parameters["dispositionKey"] or options.disposition_key: disposition}
    check_entries(entry, depth=1)
    user_data = context.email.user_data.with_(entry)
    check_size(user_data, context)
    event = DispositionSet(at=context.now, email=context.email.id, agent=context.request.agent, disposition=disposition)
    return properties_updated(context, event, user_data=user_data)


SET_DISPOSITION = Operation(
    name="SetDisposition",
    views=HELD_VIEWS,
    parameters=(
        Parameter(name="disposition", read=string(255), required=True, may_be_empty=False, text="The outcome."),
        Parameter(
            name="dispositionKey",
            read=string(255),
            may_be_empty=False,
            text="The user-data key it is kept under; without it that of option disposition-key.",
        ),
    ),
    reads=reads_content,
    decide=decide,
)
