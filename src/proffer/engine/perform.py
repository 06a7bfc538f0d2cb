"""Performs what somebody asks for: load, let the operation decide, save; again when another was faster."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TypeVar

from proffer.agents.login import Login, login_key
from proffer.engine.clock import Clock, civil_date
from proffer.engine.dispatch import Dispatcher
from proffer.engine.done import Done
from proffer.engine.ports import MakeBodies, Store
from proffer.engine.records import Records
from proffer.engine.survivors import with_survivors
from proffer.engine.views import left_the_hands
from proffer.interaction.agent_view import View
from proffer.interaction.bodies import GivenBodies, MadeBodies
from proffer.interaction.email import Email, email_key
from proffer.operations.frame import Context, Operation, Request
from proffer.operations.in_session import refuse_unless_in_session
from proffer.operations.listed import (
    EMAIL_OPERATIONS,
    EMAILS_OPERATIONS,
    OWN_EMAIL_OPERATIONS,
    WORKBIN_OPERATIONS,
    channel_operation,
    me_operation,
)
from proffer.operations.parameters import read_parameters
from proffer.operations.refused import NO_PERMISSION, NOT_FOUND, OUT_OF_RANGE, WRONG_STATE, Refused
from proffer.operations.upload import UPLOAD
from proffer.record import Change, Conflict, Key, Record

R = TypeVar("R", bound=Record)
ATTEMPTS_MAX = 10
EMAIL_CHANNEL = "email"
SHORT_CHARACTERS_MAX = 16_384  # cleaning so much takes less than a hop to a thread is worth


class Performer:
    """The one way from a request to a committed change (contract 2.8, steps 6 to 12)."""

    def __init__(
        self, store: Store, records: Records, dispatcher: Dispatcher, clock: Clock, make_bodies: MakeBodies
    ) -> None:
        self._store = store
        self._make_bodies = make_bodies
        self._records = records
        self._dispatcher = dispatcher
        self._clock = clock

    async def on_email(self, request: Request, *, insight: bool) -> Done:
        """An operation on one email. `insight`: the actor may read others' emails (2.9). Raises Refused, StoreDown."""
        operation = EMAIL_OPERATIONS.get(request.operation)
        if operation is None:
            raise _unknown(request)
        assert request.email is not None, "an email operation names an email"
        return await self._perform(operation, request, insight)

    async def on_own_email(self, request: Request, *, insight: bool) -> Done:
        """An operation of our own surface on one email (11.10). Raises Refused, StoreDown."""
        operation = OWN_EMAIL_OPERATIONS.get(request.operation)
        if operation is None:
            raise _unknown(request)
        return await self._perform(operation, request, insight)

    async def on_workbin(self, request: Request, *, insight: bool) -> Done:
        """An email put into a workbin or taken out of it (11.3). Raises Refused, StoreDown."""
        operation = WORKBIN_OPERATIONS.get(request.operation)
        if operation is None:
            raise _unknown(request)
        return await self._perform(operation, request, insight)

    async def on_upload(self, request: Request, *, insight: bool = False) -> Done:
        """A file that was stored for a draft, or whether one may come. Raises Refused, StoreDown."""
        return await self._perform(UPLOAD, request, insight)

    async def on_emails(self, request: Request) -> Done:
        """An operation on no email that there is, such as Create. Raises Refused, StoreDown."""
        operation = EMAILS_OPERATIONS.get(request.operation)
        if operation is None:
            raise _unknown(request)
        return await self._perform(operation, request, insight=False)

    async def on_channel(self, request: Request) -> Done:
        """An operation on an agent's channel, asked by himself or a supervisor. Raises Refused, StoreDown."""
        operation = channel_operation(request.operation, self._records.center)
        if operation is None:
            raise _unknown(request)
        if request.channel != EMAIL_CHANNEL:
            raise Refused(NOT_FOUND, "There is no such channel.")
        return await self._perform(operation, request, insight=False)

    async def on_me(self, request: Request) -> Done:
        """An operation on the agent himself: his session, or a state for all channels. Raises Refused, StoreDown."""
        operation = me_operation(request.operation, self._records.center)
        if operation is None:
            raise _unknown(request)
        return await self._perform(operation, request, insight=False)

    async def _perform(self, operation: Operation, request: Request, insight: bool) -> Done:
        """Decided on records at hand; a refusal or a lost race is decided once more on records just read."""
        fresh = False
        for _ in range(ATTEMPTS_MAX):
            context = await self._context(request, fresh)
            try:
                change, done = await self._decide(operation, context, insight, fresh)
            except Refused:
                if fresh or not await self._changed(context):
                    raise
                fresh = True
                continue
            if change is None:
                return done
            try:
                await self._dispatcher.save(change, context.now)
            except Conflict:  # another won the race
                fresh = True
            else:
                return done
        raise Refused(WRONG_STATE, "Other requests about the same records were faster; try again.")

    async def _context(self, request: Request, fresh: bool) -> Context:
        """The login and the email it is about, read when they are not at hand or have to be `fresh`."""
        records, email_id = self._records, request.email
        login = records.login(request.agent)
        email = None if email_id is None else records.email(email_id)
        if fresh or login is None or (email is None and email_id is not None):
            keys = (login_key(request.agent), *(() if email_id is None else (email_key(email_id),)))
            found = await (records.fresh(keys) if fresh else records.load(keys))
            login, email = among(found, Login, keys[0]), among(found, Email, keys[-1])
        return Context(
            now=self._clock.now(),
            request=request,
            center=records.center,
            login=login,
            email_or_none=email,
            new_id=self._store.new_id,
            date_of=civil_date,
        )

    async def _decide(
        self, operation: Operation, context: Context, insight: bool, fresh: bool
    ) -> tuple[Change | None, Done]:
        if context.request.email is not None:
            email = context.email_or_none
            view = None if email is None else operation.sees(email, context.request.agent)
            if view is None:
                await self._refuse_unseen(context, insight)
            else:
                refuse_unless_allowed(operation, context.login, view)
        elif operation.in_session:
            refuse_unless_in_session(context.login)
        parameters = read_parameters(operation.parameters, context.request.raw) if operation.parameters else {}
        load = self._records.fresh if fresh else self._records.load
        keys = operation.reads(context, parameters)
        if keys:
            context.found = await with_survivors(load, keys)
        if operation.then_reads is not None and (keys := operation.then_reads(context, parameters)):
            context.found = {**context.found, **await with_survivors(load, keys)}
        given = operation.given_bodies(context, parameters)
        if given is not None:
            context.bodies = await self._made(given)
        change = operation.decide(context, parameters)
        return change, Done(
            reference=context.reference if operation.numbered else None, parts=operation.outcome(context, parameters)
        )

    async def _made(self, given: GivenBodies) -> MadeBodies:
        """Cleaning two megabytes of HTML would hold up everybody: a long text is worked on in a thread."""
        if len(given.html or "") + len(given.text or "") <= SHORT_CHARACTERS_MAX:
            return self._make_bodies(given)
        return await asyncio.to_thread(self._make_bodies, given)

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

    async def _changed(self, context: Context) -> bool:
        """Do the records differ from those the refusal was decided on?"""
        now = await self._context(context.request, fresh=True)
        found = await self._records.fresh(context.found)
        return (_version(now.login), _version(now.email_or_none)) != (
            _version(context.login),
            _version(context.email_or_none),
        ) or any(_version(record) != _version(found.get(key)) for key, record in context.found.items())


def refuse_unless_allowed(operation: Operation, login: Login | None, view: View) -> None:
    """What may be done with it now (step 8)."""
    refuse_unless_in_session(login)
    if view.state not in operation.views or not view.capabilities:
        pending = "" if view.capabilities else ", a transfer is pending"
        raise Refused(WRONG_STATE, f"Operation {operation.name} is not valid in state {view.state}{pending}.")


def among(found: Mapping[Key, Record], kind: type[R], key: Key) -> R | None:
    """The record of this kind under this key, if it was found."""
    record = found.get(key)
    return record if isinstance(record, kind) else None


def _version(record: Record | None) -> int:
    return 0 if record is None else record.version


def _unknown(request: Request) -> Refused:
    return Refused(OUT_OF_RANGE, "There is no operation of this name here.")
