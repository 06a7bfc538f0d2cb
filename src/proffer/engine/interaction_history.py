"""Looks through the emails of a period, newest or oldest first, until enough are found (contract 11.8)."""

from __future__ import annotations

from proffer.center.center import Center
from proffer.engine.ports import EmailQuery, Store
from proffer.interaction.email import Email
from proffer.operations.contact_history import DESC, EMAIL_MEDIA
from proffer.operations.frame import Parameters
from proffer.operations.interaction_history import belongs

EMAILS_AT_ONCE = 500
EMAILS_LOOKED_AT_MAX = 10_000  # so that one request never reads a whole year


async def written(
    store: Store, parameters: Parameters, agent: str, of_user: str | None, period: tuple[int, int], center: Center
) -> list[Email]:
    """At most `maxSize` of them, in the order of `sort`; pages may shift while mail comes in, so none counts twice."""
    found: dict[str, Email] = {}
    if parameters["mediaType"] != EMAIL_MEDIA:
        return []
    for offset in range(0, EMAILS_LOOKED_AT_MAX, EMAILS_AT_ONCE):
        page = await store.emails(
            EmailQuery(
                arrived_from=period[0],
                arrived_until=period[1],
                descending=parameters["sort"] == DESC,
                offset=offset,
                limit=EMAILS_AT_ONCE,
            )
        )
        found |= {email.id: email for email in page if belongs(email, parameters, agent, of_user, center)}
        if len(page) < EMAILS_AT_ONCE or len(found) >= parameters["maxSize"]:
            break
    return list(found.values())[: parameters["maxSize"]]
