"""Renders standard responses: field codes replaced by what is known of the customer, the email and the agent (11.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from proffer.center.standard_response import StandardResponse
from proffer.center.user import User
from proffer.engine.clock import Clock
from proffer.engine.records import Records
from proffer.engine.survivors import surviving
from proffer.engine.views import Views
from proffer.interaction.agent_view import FULL
from proffer.interaction.bodies import GivenBodies, MadeBodies
from proffer.interaction.email import Email
from proffer.interaction.field_codes import rendered_html, rendered_line, values_of
from proffer.interaction.response_usage import ResponseUsage, response_usage_key
from proffer.operations.refused import NOT_FOUND, WRONG_STATE, Refused
from proffer.record import Struct


class Rendered(Struct, frozen=True):
    """A response as it can be sent: subject in one line, HTML that is safe to show, the same as text."""

    subject: str
    body: str
    text: str


class Responses:
    """Reads; nothing is changed by it."""

    def __init__(
        self,
        records: Records,
        views: Views,
        make_bodies: Callable[[GivenBodies], MadeBodies],
        written: Callable[[int, str], str],
        clock: Clock,
    ) -> None:
        self._records = records
        self._views = views
        self._make_bodies = make_bodies
        self._written = written  # a moment in a time zone, as people read it
        self._clock = clock

    def usable(self, response_id: str, *, all_of_them: bool = False) -> StandardResponse:
        """The response, if agents may see it now. Raises Refused(6)."""
        found = self._records.center.response_by_id.get(response_id)
        if found is None or not (all_of_them or found.is_usable(self._clock.now())):
            raise Refused(NOT_FOUND, "There is no such response template.")
        return found

    async def rendered(self, response_id: str, email_id: str, user: User) -> Rendered:
        """For an email whose content the user may read. Raises Refused, StoreDown."""
        response = self.usable(response_id)
        shown = await self._views.one(email_id, user, under_me=False)
        if shown.view.shape != FULL:
            raise Refused(WRONG_STATE, f"A response cannot be rendered for an email in state {shown.view.state}.")
        return await self.for_email(response, shown.email, user)

    async def for_email(self, response: StandardResponse, email: Email, user: User | None) -> Rendered:
        """For any email, by whom it may be: an agent, or nobody. Raises StoreDown."""
        contact = await surviving(self._records.load, email.contact_id) if email.contact_id else None
        created = self._written(email.arrived_at, self._records.center.options.time_zone)
        values = values_of(email, contact, user, created)
        made = self._make_bodies(GivenBodies(html=rendered_html(response.body, values)))
        return Rendered(rendered_line(response.subject, values), made.html, made.text)

    async def usage(self, responses: Iterable[StandardResponse]) -> list[ResponseUsage]:
        """What was counted of each; those that were never used are left out. Raises StoreDown."""
        found = await self._records.load([response_usage_key(one.id) for one in responses])
        return [record for record in found.values() if isinstance(record, ResponseUsage)]
