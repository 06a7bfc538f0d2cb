"""Transfer: the holder gives the email to a colleague, who may accept or reject it, or to a queue (contract 10.11)."""

from __future__ import annotations

from proffer.agents.capacity import is_offerable
from proffer.agents.login import InHand, Login, gave_up, login_key, took
from proffer.center.center import CENTER_KEY
from proffer.center.user import AGENT
from proffer.interaction.agent_view import VIEW_INVITED, ending
from proffer.interaction.deadlines import delivering_timeout_ms
from proffer.interaction.email import OUTBOUND, Invitation
from proffer.interaction.events import TransferOffered
from proffer.interaction.lifecycle import moved
from proffer.interaction.notices import PROPERTIES_UPDATED, STATUS_CHANGE, EmailNotice
from proffer.operations.frame import Context, Operation, Parameters, reads_content
from proffer.operations.held import HELD_VIEWS, own_view
from proffer.operations.parameters import Parameter, string
from proffer.operations.refused import MISSING, NOT_FOUND, OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.operations.resource_uri import address, resource_id
from proffer.operations.to_queue import into_queue, queue_named
from proffer.record import Change, Key, Write, replace


def reads(context: Context, parameters: Parameters) -> tuple[Key, ...]:
    """The colleague's login, and the content that the giver goes on to see; nothing for a queue."""
    if _is_for_a_queue(parameters):
        return ()
    return (*reads_content(context, parameters), login_key(_user(context, parameters)))


def decide(context: Context, parameters: Parameters) -> Change:
    """To a queue: gone at once. To an agent: offered to him, and meanwhile the giver can do nothing with it."""
    if _is_for_a_queue(parameters):
        return _to_queue(context, parameters["queueName"])
    return _to_agent(context, _user(context, parameters))


def _is_for_a_queue(parameters: Parameters) -> bool:
    """Which of the two it is: exactly one must be there."""
    user, queue = parameters["userUri"], parameters["queueName"]
    if user is None and queue is None:
        raise Refused(MISSING, "One of the parameters userUri and queueName is required.")
    if user is not None and queue is not None:
        raise Refused(OUT_OF_RANGE, "Only one of the parameters userUri and queueName can be given.")
    return queue is not None


def _user(context: Context, parameters: Parameters) -> str:
    """The id of the colleague. Raises Refused(10) for oneself, Refused(6) for nobody or no agent."""
    user_id = resource_id(parameters["userUri"], "users")
    if user_id == context.request.agent:
        raise Refused(OUT_OF_RANGE, "An email cannot be transferred to oneself.")
    user = context.center.user_by_id.get(user_id or "")
    if user is None or AGENT not in user.roles or not user.enabled:
        raise Refused(NOT_FOUND, "There is no agent at this userUri.")
    return user.id


def _to_queue(context: Context, name: str) -> Change:
    event, after = into_queue(context, queue_named(context, name))
    return Change(
        writes=(
            Write(context.email, after),
            context.login_write(in_hand=gave_up(context.open_login, after.id), idle_since=context.now),
        ),
        events=(event,),
        notices=(context.notice(STATUS_CHANGE, context.email, ending(event)),),
        guards=((CENTER_KEY, context.center.version),),
    )


def _to_agent(context: Context, target: str) -> Change:
    """An invitation of his, whatever his capacity: a colleague's decision stands above it."""
    email, agent, now = context.email, context.request.agent, context.now
    login = context.found.get(login_key(target))
    if not isinstance(login, Login) or not is_offerable(login, context.center):
        raise Refused(WRONG_STATE, "The agent at userUri is not ready for e-mail now.")
    expires_at = now + delivering_timeout_ms(email.queue, context.center)
    event = TransferOffered(at=now, email=email.id, agent=target, giver=agent, queue=email.queue, expires_at=expires_at)
    after = moved(email, event, invitation=_invitation(context, login, expires_at), handling_deadline=None)
    parent = email.parent_id if email.direction == OUTBOUND else None  # counts for drafts only (contract 12.7)
    invited = InHand(email=email.id, queue=email.queue, since=now, parent=parent, giver=agent)
    return Change(
        writes=(
            Write(email, after),
            context.login_write(),
            Write(login, replace(login, in_hand=took(login, invited), idle_since=now)),
        ),
        events=(event,),
        notices=(
            context.notice(PROPERTIES_UPDATED, after, own_view(after, agent, context.center), context.content),
            EmailNotice(to=(target,), kind=STATUS_CHANGE, email=after, view=VIEW_INVITED),
        ),
    )


def _invitation(context: Context, login: Login, expires_at: int) -> Invitation:
    return Invitation(
        agent=login.agent,
        login=login.id,
        offered_at=context.now,
        expires_at=expires_at,
        giver=context.request.agent,
        giver_login=context.open_login.id,
        reference=context.reference,
        operation_id=context.request.operation_id,
    )


TRANSFER = Operation(
    name="Transfer",
    views=HELD_VIEWS,
    parameters=(
        Parameter(name="userUri", read=address, may_be_empty=False),
        Parameter(name="queueName", read=string(255), may_be_empty=False),
    ),
    reads=reads,
    decide=decide,
)
