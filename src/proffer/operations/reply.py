"""Reply: an answer to who wrote the email in hand, as a draft of its own (contract 10.4)."""

from __future__ import annotations

from proffer.interaction.agent_view import PROCESSING
from proffer.interaction.email import OUTBOUND_REPLY
from proffer.operations.answer import (
    addresses_of,
    answer,
    given_bodies,
    original_sender,
    parameters_of_answers,
    reachable,
    sender_of,
    shown_pictures,
)
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.record import Change


def decide(context: Context, parameters: Parameters) -> Change:
    """To the sender alone."""
    return _answered(context, parameters, cc=())


def decide_all(context: Context, parameters: Parameters) -> Change:
    """Further addressees of the original get a copy, we ourselves do not (contract 10.5)."""
    email, center = context.email, context.center
    left_out = center.own_addresses | addresses_of(original_sender(context))
    if (own := sender_of(context)) is not None:
        left_out |= addresses_of((own,))
    copies: dict[str, str] = {}
    for one in reachable((*email.cc, *email.to)):
        if one.folded not in left_out:
            copies.setdefault(one.folded, one.display)
    return _answered(context, parameters, cc=tuple(copies.values()))


def _answered(context: Context, parameters: Parameters, cc: tuple[str, ...]) -> Change:
    return answer(
        context,
        parameters,
        subtype=OUTBOUND_REPLY,
        prefix=context.center.options.subject_reply_prefix,
        refers=True,
        wanted=shown_pictures,
        to=original_sender(context),
        cc=cc,
    )


REPLY = Operation(
    name="Reply",
    views=frozenset((PROCESSING,)),
    parameters=parameters_of_answers(quoted=False),
    reads=reads_content,
    given_bodies=given_bodies,
    decide=decide,
)
REPLY_ALL = Operation(
    name="ReplyAll",
    views=frozenset((PROCESSING,)),
    parameters=parameters_of_answers(quoted=False),
    reads=reads_content,
    given_bodies=given_bodies,
    decide=decide_all,
)
