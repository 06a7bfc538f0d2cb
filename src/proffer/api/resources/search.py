"""Emails found by their words, the newest first (ours, contract 11.10)."""

from __future__ import annotations

from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge
from proffer.api.query import Query, read_page
from proffer.engine.period import period
from proffer.engine.search import BEGINNING, Wanted
from proffer.interaction.email import STATES
from proffer.interaction.search_words import terms_in
from proffer.operations.refused import MISSING, OUT_OF_RANGE, Refused
from proffer.wire.email_details import found_email_json

FOUND_BY = ("text", "queue", "agent", "state", "disposition", "fromDate", "toDate", "next", "limit")
TEXT_CHARACTERS_MAX = 1_000
LIMIT_USUAL, LIMIT_MAX = 50, 100
FAR_BACK = "1970-01-01"
NEXT_DIGITS_MAX = 18


async def get_found_emails(edge: Edge, asked: Asked) -> Answer:
    """A page of them, and where the next one begins."""
    found = await edge.search.find(_wanted(edge, asked.query), asked.caller.user)
    emails = [found_email_json(one, edge.uris) for one in found.emails]
    further = {} if found.next is None else {"next": str(found.next)}
    return json_answer({"emails": emails, **further})


def _wanted(edge: Edge, query: Query) -> Wanted:
    values, page = query.values, read_page(query, limit=LIMIT_USUAL)
    since, until = _period(edge, values.get("fromDate"), values.get("toDate"))
    states = frozenset(word for word in values.get("state", "").split(",") if word)
    if not states <= set(STATES):
        raise Refused(OUT_OF_RANGE, f"Parameter state must be out of {', '.join(STATES)}.")
    return Wanted(
        terms=terms_in(_text(query)),
        queue=values.get("queue"),
        agent=_agent(edge, values.get("agent")),
        states=states,
        disposition=values.get("disposition"),
        arrived_from=since,
        arrived_until=until,
        before=_before(values.get("next")),
        limit=min(page.limit or LIMIT_USUAL, LIMIT_MAX),
    )


def _text(query: Query) -> str:
    text = query.values.get("text")
    if text is None:
        raise Refused(MISSING, "Parameter text is missing.")
    if len(text) > TEXT_CHARACTERS_MAX or not terms_in(text):
        raise Refused(OUT_OF_RANGE, f"Parameter text must have a word, and at most {TEXT_CHARACTERS_MAX} characters.")
    return text


def _period(edge: Edge, since: str | None, until: str | None) -> tuple[int | None, int | None]:
    if since is None and until is None:
        return None, None
    begins, ends = period(since or FAR_BACK, until, edge.clock(), edge.center.options.time_zone, 0)
    return begins, ends


def _agent(edge: Edge, name: str | None) -> str | None:
    if name is None:
        return None
    user = edge.center.user_by_name.get(name.casefold())
    if user is None:
        raise Refused(OUT_OF_RANGE, "Parameter agent must be a user name.")
    return user.id


def _before(text: str | None) -> int:
    if text is None:
        return BEGINNING
    if not (text.isascii() and text.isdigit() and len(text) <= NEXT_DIGITS_MAX):
        raise Refused(OUT_OF_RANGE, "Parameter next must be what the last answer gave.")
    return int(text)
