"""The decision record: who could have been asked, who was, and what stood against the others (design 9.7)."""

from __future__ import annotations

from collections.abc import Container

from proffer.center.queue import Target
from proffer.routing.bucket import Bucket
from proffer.routing.decision import CANDIDATES_MAX, Why
from proffer.routing.pool import Rank
from proffer.routing.roster import Agent, Roster
from proffer.routing.waiting_email import WaitingEmail

CHOSEN, NEXT, REFUSED = "chosen", "next", "refused"


def why(center: int, email: WaitingEmail, bucket: Bucket, chosen: Rank, target: Target, roster: Roster) -> Why:
    """Why this agent. Written before he leaves his pools, so that they still show whom the router saw."""
    skipped, refused = email.skipped, email.refused
    preferred = None if email.preferred is None else email.preferred.id
    in_rank = [rank for rank in _free(bucket) if rank[2] not in skipped and rank != chosen]
    candidates = {rank[2]: NEXT for rank in (chosen, *in_rank[: CANDIDATES_MAX - 1])}
    candidates[chosen[2]] = CHOSEN
    if email.preferred is not None and email.preferred.id not in candidates:
        _say_of_preferred(candidates, email.preferred, email, bucket)
    if len(candidates) < CANDIDATES_MAX:
        _add_others(candidates, bucket, skipped, roster)
    return Why(
        center,
        bucket.rules.queue,
        target.text,
        bucket.step,
        "first" if not refused else "new" if email.round_over else "running",
        len(refused),
        tuple(candidates.items()),
        len(bucket.members) - sum(1 for user in candidates if user != preferred or bucket.looks_for(user)),
        _tie_break(chosen, in_rank, preferred),
    )


def _tie_break(chosen: Rank, in_rank: list[Rank], preferred: str | None) -> str:
    if chosen[2] == preferred:
        return "preferred"
    return "only" if not in_rank else "employee-id" if in_rank[0][0] == chosen[0] else "longest-idle"


def _free(bucket: Bucket) -> list[Rank]:
    """The first free agents of all pools, best first; enough of them to fill a record."""
    if len(bucket.pools) == 1:
        return bucket.pools[0].free[: CANDIDATES_MAX + 1]
    return sorted(dict.fromkeys(rank for pool in bucket.pools for rank in pool.free[: CANDIDATES_MAX + 1]))


def _say_of_preferred(candidates: dict[str, str], agent: Agent, email: WaitingEmail, bucket: Bucket) -> None:
    """Why not the one who is tried first; he need not be among those the queue looks for."""
    if len(candidates) == CANDIDATES_MAX:
        candidates.popitem()
    rules = bucket.rules
    verdict = REFUSED if agent.id in email.skipped else agent.verdict_in(rules.queue, rules.limit)
    candidates[agent.id] = verdict or NEXT


def _add_others(candidates: dict[str, str], bucket: Bucket, skipped: Container[str], roster: Roster) -> None:
    """Those who fit but cannot be asked, by employee id, while there is room."""
    pool = bucket.pools[0]
    for user in bucket.members:
        if user in candidates:
            continue
        agent = roster.get(user)
        verdict = REFUSED if user in skipped else "not-ready" if agent is None else agent.verdict(pool)
        candidates[user] = verdict or NEXT
        if len(candidates) == CANDIDATES_MAX:
            return
