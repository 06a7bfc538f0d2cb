"""The router decides which agent is offered which email next; it is told snapshots and answers with decisions.

Pure and deterministic: no clock, no I/O. Contract 12.1–12.4 and 12.7; the protocol with the engine is in design 6.
"""

from __future__ import annotations

from proffer.center.center import Center
from proffer.record import Struct
from proffer.routing.bucket import Bucket
from proffer.routing.decision import RETRY, Decision, Due, Invite, WakeIn
from proffer.routing.known_emails import KnownEmails
from proffer.routing.map_of_center import MapOfCenter
from proffer.routing.pool import Rank, first_free
from proffer.routing.roster import Agent, Roster
from proffer.routing.rules import Rules
from proffer.routing.seen import AgentSeen, CenterSeen, EmailSeen, Event, Lost, Taken
from proffer.routing.target import one_agent
from proffer.routing.waiting_email import WaitingEmail
from proffer.routing.why import why

RETRY_MS = 1_000  # after an invitation was lost though nothing newer is known: neither a tight loop nor a lost email


class Waiting(Struct, frozen=True):
    """How many emails wait in a queue, and how many of them for the next round or for an agent who has not refused."""

    emails: int
    pausing: int


class Router:
    """One router is active at a time. Nothing it decides is trusted: every save compares the versions it names.

    An agent has at most one invitation being saved: a second would rest on the same version of his login and lose.
    """

    def __init__(self) -> None:
        self._map = MapOfCenter(Center())
        self._center_version = -1
        self._emails = KnownEmails()
        self._roster = Roster()
        self._saving: dict[str, Invite] = {}  # reservations by email id

    def handle(self, event: Event, now: int) -> list[Decision]:
        """Take in what was seen at `now` (epoch milliseconds) and decide what follows from it."""
        decisions: list[Decision] = []
        if isinstance(event, AgentSeen):
            agent = self._roster.learn(event)
            if agent is not None:
                self._settle(None, agent, now, decisions)
        elif isinstance(event, EmailSeen):
            if self._emails.learn(event) and (email := self._emails.get(event.id)) is not None:
                self._offer(email, now, decisions)
        elif isinstance(event, Taken):
            self._taken(event.invite, now, decisions)
        elif isinstance(event, Lost):
            self._lost(event, now, decisions)
        elif isinstance(event, Due):
            self._due(event, now, decisions)
        else:
            self._center_seen(event, now, decisions)
        return decisions

    def propose(self, email: EmailSeen, now: int) -> Invite | None:
        """Whom to invite in the same save that brings the email back to its queue; None if nobody is free.

        `email` is the record as that save leaves it, still with the version it has before. It is not learned, for the
        save may fail: only the reservation is kept, until the engine reports `Taken` or `Lost`.
        """
        if not email.waiting or email.id in self._saving:
            return None
        proposed = WaitingEmail(email)
        self._follow(proposed, now)
        invite = self._invite_for(proposed)
        known = self._emails.get(email.id)
        if invite is not None and known is not None:
            known.leave()
        return invite

    def waiting(self, queue: str) -> Waiting:
        """For metrics: costs a few look-ups."""
        pausing = sum(bucket.pausing() for bucket in self._map.buckets_of(queue))
        return Waiting(self._emails.count(queue), pausing)

    def _taken(self, invite: Invite, now: int, decisions: list[Decision]) -> None:
        agent = self._release(invite)
        if agent is None:
            return
        self._emails.outdated(invite.email, invite.email_version)
        agent.outdated(invite.login_version)
        email = self._emails.get(invite.email)
        if email is not None:
            email.begin_round()
        self._settle(email, agent, now, decisions)

    def _lost(self, lost: Lost, now: int, decisions: list[Decision]) -> None:
        invite = lost.invite
        held = self._release(invite)
        email_is_news = lost.email is not None and self._emails.learn(lost.email)
        agent = (self._roster.learn(lost.agent) if lost.agent is not None else None) or held
        email = self._emails.get(invite.email) if held is not None or email_is_news else None
        if email is not None and held is not None and not _is_explained(invite, email, held):
            decisions.append(WakeIn(RETRY_MS, Due(RETRY, email.id, email.seen.queued_at, email.seen.version)))
            email = None
        self._settle(email, agent, now, decisions)

    def _due(self, due: Due, now: int, decisions: list[Decision]) -> None:
        email = self._emails.get(due.email)
        if email is None:
            return
        if due.what == RETRY:
            if not email.lies and email.id not in self._saving and due.number == email.seen.version:
                self._offer(email, now, decisions)
        elif email.fell_due(due, now) and email.lies:
            email.leave()
            self._offer(email, now, decisions)

    def _center_seen(self, event: CenterSeen, now: int, decisions: list[Decision]) -> None:
        """Everything is sorted anew, the most urgent email first; reservations stay."""
        if event.center.version <= self._center_version:
            return
        self._center_version = event.center.version
        self._map = MapOfCenter(event.center)
        self._roster.assign(self._map.assignment)
        for email in sorted(self._emails, key=lambda email: email.order):
            email.bucket, email.at_preferred = None, False
            self._offer(email, now, decisions)

    def _settle(self, email: WaitingEmail | None, agent: Agent | None, now: int, decisions: list[Decision]) -> None:
        """Bring an email that lies nowhere and an agent whose snapshot changed to rest, the more urgent email first."""
        free = agent is not None and agent.stand()
        if agent is not None and free:
            first = agent.first_email()
            if first is not None and (email is None or first.order < email.order):
                self._give(first, agent, decisions)
                free = False
        if email is not None:
            self._offer(email, now, decisions)
        if agent is not None and free and email is not None and agent.stands:
            first = agent.first_email()
            if first is not None:
                self._give(first, agent, decisions)

    def _offer(self, email: WaitingEmail, now: int, decisions: list[Decision]) -> None:
        """Invite the agent whose turn it is, or let the email wait where the next one will find it."""
        if email.id in self._saving:
            return
        self._follow(email, now)
        invite = self._invite_for(email)
        if invite is not None:
            decisions.append(invite)
        elif email.rules is not None:
            self._lay(email, email.rules)
            decisions += email.timers(now)

    def _follow(self, email: WaitingEmail, now: int) -> None:
        preferred = self._map.preferred(email.seen.preferred)
        rules = self._map.rules.get(email.seen.queue)
        email.follow(rules, now, None if preferred is None else self._roster[preferred])

    def _lay(self, email: WaitingEmail, rules: Rules) -> None:
        """Where the next agent finds it who can be asked."""
        if not email.waits_for_preferred:
            self._map.bucket(rules, email.step).add(email)
        if email.preferred is not None:
            email.preferred.wanted_by.add(email)

    def _invite_for(self, email: WaitingEmail) -> Invite | None:
        rules = email.rules
        if rules is None:
            return None
        bucket = self._map.bucket(rules, email.step)
        rank = _whose_turn(email, bucket)
        if rank is None and email.skipped and rules.pause_ms == 0 and not email.waits_for_preferred:
            email.round_over = True
            rank = _whose_turn(email, bucket)
        return None if rank is None else self._reserve(email, bucket, rank)

    def _give(self, email: WaitingEmail, agent: Agent, decisions: list[Decision]) -> None:
        assert email.rules is not None
        bucket = email.bucket or self._map.bucket(email.rules, email.step)
        email.leave()
        decisions.append(self._reserve(email, bucket, agent.rank))

    def _reserve(self, email: WaitingEmail, bucket: Bucket, rank: Rank) -> Invite:
        agent = self._roster[rank[2]]
        target = one_agent(agent.employee_id) if agent is email.preferred else bucket.target_of(agent.id)
        invite = Invite(
            email.id,
            email.seen.version,
            agent.id,
            agent.seen.version,
            target,
            email.round_over and bool(email.refused),
            why(self._map.version, email, bucket, rank, target, self._roster),
        )
        self._saving[email.id] = agent.saving = invite
        agent.stand()
        return invite

    def _release(self, invite: Invite) -> Agent | None:
        """Drop the reservation; None if the router holds no such one, as after a restart."""
        held = self._saving.get(invite.email)
        if held is not invite and held != invite:
            return None
        del self._saving[invite.email]
        agent = self._roster[invite.agent]
        agent.saving = None
        return agent


def _whose_turn(email: WaitingEmail, bucket: Bucket) -> Rank | None:
    """The agent it prefers, if he can be asked and has not refused; else the first of those it looks for."""
    preferred = email.preferred
    if preferred is not None and preferred.id not in email.skipped and preferred.can_take(bucket.rules):
        return preferred.rank
    return None if email.waits_for_preferred else first_free(bucket.pools, email.skipped)


def _is_explained(invite: Invite, email: WaitingEmail, agent: Agent) -> bool:
    """Is anything known that explains why the invitation was lost?"""
    return email.seen.version > invite.email_version or agent.seen.version > invite.login_version
