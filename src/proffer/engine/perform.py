"""Performs what somebody asks for: load, let the operation decide, save; again when another was faster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proffer.agents.login import Login, login_key
from proffer.engine.clock import Clock
from proffer.engine.dispatch import Dispatcher
from proffer.engine.done import Done
from proffer.engine.ports import Store
from proffer.engine.records import Records
from proffer.engine.views import left_the_hands
from proffer.interaction.agent_view import agent_view
from proffer.interaction.email import Email, email_key
from proffer.operations.frame import Context, Operation, Request
from proffer.operations.listed import EMAIL_OPERATIONS, channel_operation, me_operation
from proffer.operations.parameters import read_parameters
from proffer.operations.refused import NO_PERMISSION, NOT_FOUND, OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.record import Change, Conflict, Key

ATTEMPTS_MAX = 10
EMAIL_CHANNEL = "email"


class Performer:
    """The one way from a request to a committed change (contract 2.8, steps 6 to 12)."""

    def __init__(self, store: Store, records: Records, dispatcher: Dispatcher, clock: Clock) -> None:
        self._store = store
        self._records = records
        self._dispatcher = dispatcher
        self._clock = clock

    async def on_email(self, request: Request, *, insight: bool) -> Done:
        """An operation on one email. `insight`: the actor may read others' emails (2.9). Raises Refused, StoreDown."""
        operation = EMAIL_OPERATIONS.get(request.operation)
        if operation is None:
            raise _unknown(request)
        assert request.email is not None, "an email operation names an email"
        keys = (login_key(request.agent), email_key(request.email))
        return await self._perform(operation, request, keys, insight)

    async def on_channel(self, request: Request) -> Done:
        """An operation on an agent's channel, asked by himself or a supervisor. Raises Refused, StoreDown."""
        operation = channel_operation(request.operation, self._records.center)
        if operation is None:
            raise _unknown(request)
        if request.channel != EMAIL_CHANNEL:
            raise Refused(NOT_FOUND, "There is no such channel.")
        return await self._perform(operation, request, (login_key(request.agent),), insight=False)

    async def on_me(self, request: Request) -> Done:
        """An operation on the agent himself: his session, or a state for all channels. Raises Refused, StoreDown."""
        operation = me_operation(request.operation, self._records.center)
        if operation is None:
            raise _unknown(request)
        return await self._perform(operation, request, (login_key(request.agent),), insight=False)

    async def _perform(self, operation: Operation, request: Request, keys: tuple[Key, ...], insight: bool) -> Done:
        """Decided on records at hand; a refusal or a lost race is decided once more on records just read."""
        fresh = False
        for _ in range(ATTEMPTS_MAX):
            known = await (self._records.fresh(keys) if fresh else self._records.load(keys))
            context = self._context(request, known)
            try:
                change, done = await self._decide(operation, context, insight, fresh)
            except Refused:
                if fresh or not await self._changed(known, keys):
                    raise
                fresh = True
                continue
            if change is None or await self._saved(change, context.now):
                return done
            fresh = True
        raise Refused(WRONG_STATE, "Other requests about the same records were faster; try again.")

    def _context(self, request: Request, known: Mapping[Key, Any]) -> Context:
        login = known.get(login_key(request.agent))
        email = None if request.email is None else known.get(email_key(request.email))
        assert login is None or isinstance(login, Login)
        assert email is None or isinstance(email, Email)
        return Context(
            now=self._clock.now(),
            request=request,
            center=self._records.center,
            login=login,
            email_or_none=email,
            new_id=self._store.new_id,
        )

    async def _decide(
        self, operation: Operation, context: Context, insight: bool, fresh: bool
    ) -> tuple[Change | None, Done]:
        if context.request.email is not None:
            await self._refuse_unless_allowed(operation, context, insight)
        parameters = read_parameters(operation.parameters, context.request.raw)
        keys = operation.reads(context, parameters)
        if keys:
            context.found = await (self._records.fresh(keys) if fresh else self._records.load(keys))
        change = operation.decide(context, parameters)
        numbered = context.request.email is not None and operation.numbered
        return change, Done(
            reference=context.reference if numbered else None, parts=operation.outcome(context, parameters)
        )

    async def _refuse_unless_allowed(self, operation: Operation, context: Context, insight: bool) -> None:
        """Whose email it is (step 7), then what may be done with it now (step 8)."""
        email, login, agent = context.email_or_none, context.login, context.request.agent
        view = None if email is None else agent_view(email, agent)
        if email is None or view is None:
            await self._refuse_unseen(context, insight)
            return
        if login is None or not login.open or login.media_channel is None:
            raise Refused(WRONG_STATE, "There is no open contact-centre session with the channel email.")
        if view.state not in operation.views or not view.capabilities:
            pending = "" if view.capabilities else ", a transfer is pending"
            raise Refused(WRONG_STATE, f"Operation {operation.name} is not valid in state {view.state}{pending}.")

    async def _refuse_unseen(self, context: Context, insight: bool) -> None:
        """Not in his hands: was it, or may he know of it? (contract 2.9)"""
        email, login = context.email_or_none, context.login
        if email is not None:
            last = await left_the_hands(self._store, email.id, login, context.request.agent, ever=email.finished)
            if last is not None:
                raise Refused(WRONG_STATE, f"The email has left your hands; its last state was {last}.")
            if insight and not email.finished:
                raise Refused(NO_PERMISSION, "The email is in nobody's or in another agent's hands.")
        raise Refused(NOT_FOUND, "There is no such email.")

    async def _changed(self, known: Mapping[Key, Any], keys: tuple[Key, ...]) -> bool:
        """Do the records differ from those the refusal was decided on?"""
        now = await self._records.fresh(keys)
        return {key: record.version for key, record in now.items()} != {
            key: record.version for key, record in known.items()
        }

    async def _saved(self, change: Change, now: int) -> bool:
        """False when another won the race."""
        try:
            await self._dispatcher.save(change, now)
        except Conflict:
            return False
        return True


def _unknown(request: Request) -> Refused:
    return Refused(OUT_OF_RANGE, "There is no operation of this name here.")
