"""The routing rules once more, as plainly as they can be said: look at everything after every event, note everything.

No buckets, no pools, no heaps, nothing forgotten; slow and meant to be compared with the real router.
"""

from __future__ import annotations

from proffer.center.center import Center
from proffer.center.queue import Queue
from proffer.center.user import User
from proffer.record import replace
from proffer.routing.decision import PREFERRED, RETRY, ROUND, ROUTING_TIMEOUT, TARGET, Due, Invite
from proffer.routing.seen import AgentSeen, CenterSeen, EmailSeen, Event, Lost, Taken
from proffer.routing.target import fits, one_agent

Told = tuple[str, int, str, int, str, bool]  # email and version, agent and version, target, new round


def told(invite: Invite) -> Told:
    return (
        invite.email, invite.email_version, invite.agent, invite.login_version, invite.target.text, invite.new_round
    )  # fmt: skip


class Specification:
    def __init__(self) -> None:
        self.center = Center(version=-1)
        self.emails: dict[str, EmailSeen] = {}
        self.agents: dict[str, AgentSeen] = {}
        self.outdated: dict[str, bool] = {}  # agents of whom a newer snapshot is bound to come
        self.saving: dict[str, Told] = {}  # by email
        self.steps: dict[str, int] = {}
        self.paused: dict[str, int] = {}  # email → refusals when the pause began
        self.over: dict[str, bool] = {}  # the round is over: everybody may be asked
        self.waited: dict[str, bool] = {}  # the others have waited for the preferred agent long enough
        self.overdue: dict[str, bool] = {}  # the routing-timeout ran out
        self.resting: dict[str, bool] = {}  # lost for no visible reason

    def handle(self, event: Event, now: int) -> list[Told]:
        if isinstance(event, EmailSeen):
            self.learn_email(event, now)
        elif isinstance(event, AgentSeen):
            self.learn_agent(event)
        elif isinstance(event, CenterSeen) and event.center.version > self.center.version:
            before, self.center = self.center, event.center
            self.move_steps(before, now)
        elif isinstance(event, Taken) and self.saving.get(event.invite.email) == told(event.invite):
            self.taken(event.invite, now)
        elif isinstance(event, Lost):
            self.lost(event, now)
        elif isinstance(event, Due):
            self.due(event, now)
        return self.settle()

    def propose(self, email: EmailSeen, now: int) -> Told | None:
        if not email.waiting or email.id in self.saving:
            return None
        alone = Specification()
        alone.center, alone.agents, alone.saving = self.center, self.agents, dict(self.saving)
        alone.outdated = self.outdated
        alone.learn_email(email, now)
        found = alone.settle()
        return found[0] if found else None

    def settle(self) -> list[Told]:
        """The most urgent email that an agent can have goes to the first of those agents; until there is none."""
        found: list[Told] = []
        while True:
            for email in sorted(self.emails.values(), key=lambda e: (-e.priority, e.arrived_at, e.id)):
                user = self.agent_for(email) if self.is_free(email) else None
                if user is not None:
                    self.saving[email.id] = self.invitation(email, user)
                    found.append(self.saving[email.id])
                    break
            else:
                return found

    def is_free(self, email: EmailSeen) -> bool:
        return email.waiting and email.id not in self.saving and email.id not in self.resting

    def agent_for(self, email: EmailSeen) -> User | None:
        queue = self.queue(email)
        if queue is None or queue.outbound == "send":
            return None
        able = [user for user in self.center.users if self.is_looked_for(user, email, queue)]
        able = [user for user in able if self.can_be_asked(user, queue)]
        able.sort(key=lambda user: (self.agents[user.id].idle_since, user.employee_id))
        refused = email.refused if email.id not in self.over else ()
        willing = [user for user in able if user.id not in refused]
        preferred = self.preferred(email)
        if preferred is not None and self.can_be_asked(preferred, queue):
            if refused and not willing and preferred.id in refused and self.pause(queue) == 0:
                self.over[email.id] = True
                refused = ()
            if preferred.id not in refused:
                return preferred
        if self.is_kept(email):
            if refused:
                self.paused.setdefault(email.id, len(refused))
            return None
        if refused and not willing:
            if self.pause(queue) == 0:
                self.over[email.id] = True
                willing = able
            self.paused.setdefault(email.id, len(refused))
        return willing[0] if willing else None

    def preferred(self, email: EmailSeen) -> User | None:
        """Whom the email is for before all others."""
        found = [user for user in self.center.users if user.employee_id == email.preferred]
        return next((user for user in found if fits(one_agent(user.employee_id), user)), None)

    def is_kept(self, email: EmailSeen) -> bool:
        """Do the others have to wait for the preferred agent?"""
        preferred = self.preferred(email)
        return preferred is not None and email.id not in self.waited and preferred.id not in email.refused

    def is_looked_for(self, user: User, email: EmailSeen, queue: Queue) -> bool:
        return any(fits(target, user) for target in queue.targets[: self.steps[email.id] + 1])

    def can_be_asked(self, user: User, queue: Queue) -> bool:
        agent = self.agents.get(user.id)
        return (
            agent is not None
            and agent.offerable
            and agent.free > 0
            and user.id not in self.outdated
            and all(invitation[2] != user.id for invitation in self.saving.values())
            and (queue.max_per_agent is None or dict(agent.by_queue).get(queue.name, 0) < queue.max_per_agent)
        )

    def invitation(self, email: EmailSeen, user: User) -> Told:
        queue = self.queue(email)
        assert queue is not None
        target = next((target for target in queue.targets if fits(target, user)), None)
        if target is None or user == self.preferred(email):
            target = one_agent(user.employee_id)
        new_round = email.id in self.over and bool(email.refused)
        return email.id, email.version, user.id, self.agents[user.id].version, target.text, new_round

    def learn_email(self, seen: EmailSeen, now: int) -> None:
        known = self.emails.get(seen.id, EmailSeen(id=seen.id, version=0, waiting=False))
        if seen.version <= known.version:
            return
        self.resting.pop(seen.id, None)
        same_stay = known.waiting and seen.waiting and stay(known) == stay(seen)
        if not same_stay:
            self.steps[seen.id] = 0
            self.waited.pop(seen.id, None)
            self.overdue.pop(seen.id, None)
        if not same_stay or known.refused != seen.refused:
            self.new_round(seen.id)
        self.emails[seen.id] = seen
        self.look_at_clock(seen, now)

    def learn_agent(self, seen: AgentSeen) -> None:
        """The same version counts if it says something else: the center gave it another meaning."""
        known = self.agents.get(seen.id)
        if known is None or seen.version >= known.version:
            self.agents[seen.id] = seen
        if known is None or seen.version > known.version:
            self.outdated.pop(seen.id, None)

    def taken(self, invite: Invite, now: int) -> None:
        """What the invitation rested on is history."""
        del self.saving[invite.email]
        email, agent = self.emails.get(invite.email), self.agents[invite.agent]
        if email is not None and email.version <= invite.email_version:
            self.emails[email.id] = replace(email, waiting=False)
        if agent.version <= invite.login_version:
            self.outdated[agent.id] = True
        self.new_round(invite.email)
        if email is not None:
            self.look_at_clock(self.emails[email.id], now)

    def lost(self, event: Lost, now: int) -> None:
        invite = event.invite
        held = self.saving.get(invite.email) == told(invite)
        if held:
            del self.saving[invite.email]
        if event.email is not None:
            self.learn_email(event.email, now)
        if event.agent is not None:
            self.learn_agent(event.agent)
        email, agent = self.emails.get(invite.email), self.agents.get(invite.agent)
        if held and email is not None and agent is not None:
            self.look_at_clock(email, now)
            if email.version <= invite.email_version and agent.version <= invite.login_version:
                self.resting[email.id] = True

    def due(self, due: Due, now: int) -> None:
        email = self.emails.get(due.email)
        queue = None if email is None else self.queue(email)
        if email is None or not email.waiting or queue is None or due.queued_at != email.queued_at:
            return
        if due.what == ROUND and self.paused.get(email.id) == due.number == len(email.refused):
            self.over[email.id] = True
            self.look_at_clock(email, now)
        elif due.what == TARGET and due.number == self.steps[email.id] < len(waits(queue)):
            self.steps[email.id] += 1
            self.look_at_clock(email, now)
        elif due.what == PREFERRED and self.is_kept(email) and due.number == email.preferred_ms:
            if queue.outbound is None:
                self.waited[email.id] = True
                self.look_at_clock(email, now)
        elif due.what == ROUTING_TIMEOUT and email.id not in self.overdue and queue.outbound is None:
            self.overdue[email.id] = True
            self.look_at_clock(email, now)
        elif due.what == RETRY and due.number == email.version:
            self.resting.pop(email.id, None)
            self.look_at_clock(email, now)

    def look_at_clock(self, email: EmailSeen, now: int) -> None:
        queue = self.queue(email)
        if queue is not None:
            passed = sum(1 for moment in waits(queue) if email.queued_at + moment <= now)
            self.steps[email.id] = max(self.steps[email.id], passed)
        if email.queued_at + email.preferred_ms <= now or email.preferred_ms == 0:
            self.waited[email.id] = True

    def move_steps(self, before: Center, now: int) -> None:
        """Steps are kept where a queue's waits are the same as before."""
        self.resting.clear()
        for email in self.emails.values():
            old, new = before.queue_by_name.get(email.queue), self.queue(email)
            if old is None or new is None or waits(old) != waits(new):
                self.steps[email.id] = 0
            self.look_at_clock(email, now)

    def new_round(self, email: str) -> None:
        self.paused.pop(email, None)
        self.over.pop(email, None)

    def queue(self, email: EmailSeen) -> Queue | None:
        return self.center.queue_by_name.get(email.queue)

    def pause(self, queue: Queue) -> int:
        own = queue.offer_round_pause_seconds
        return self.center.options.offer_round_pause_seconds if own is None else own


def stay(seen: EmailSeen) -> tuple[object, ...]:
    """What stays the same while an email waits in one queue."""
    return seen.queue, seen.queued_at, seen.preferred, seen.preferred_ms


def waits(queue: Queue) -> list[int]:
    """The ages at which targets join, in milliseconds."""
    ages: list[int] = []
    for target in queue.targets[:-1]:
        if target.wait_seconds is None:
            break
        ages.append(sum(ages[-1:]) + target.wait_seconds * 1_000)
    return ages
