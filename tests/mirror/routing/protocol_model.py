"""A toy world of two agents and two emails around the real router, and a search through all it can come to.

The world keeps records with versions, a feed that brings snapshots late and in any order, saves under way that succeed
or conflict, reports of them, wake-ups, and agents who act past the router. Time is not modelled: whatever may happen
next, does, in one branch of the search. Only what agents do (and crashes) is counted, so that the search ends.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from proffer.center.center import Center
from proffer.routing.decision import RETRY, ROUND, Decision, Due, Invite, WakeIn
from proffer.routing.known_emails import KnownEmails
from proffer.routing.map_of_center import MapOfCenter
from proffer.routing.roster import Roster
from proffer.routing.router import Router
from proffer.routing.seen import AgentSeen, CenterSeen, EmailSeen, Event, Lost, Taken
from tests.mirror.routing.cast import NOON

QUEUED, OFFERED, HELD, TRANSFER, DONE = "queued", "offered", "held", "transfer", "done"
EMAILS, AGENTS = ("e1", "e2"), ("ada", "bob")
Names = tuple[str, ...]
T = TypeVar("T")


class Email(NamedTuple):
    version: int = 1
    state: str = QUEUED
    holder: str = ""
    invited: str = ""
    refused: Names = ()  # as the record says
    truly_refused: Names = ()  # as it is


class Login(NamedTuple):
    version: int = 1
    ready: bool = True
    hand: Names = ()


class Snapshot(NamedTuple):
    """What a record looked like to the router: an email (waiting, refused) or a login (ready, free)."""

    id: str
    version: int
    offered: bool
    free: int = 0
    refused: Names = ()


class Save(NamedTuple):
    """An invitation being saved, alone or together with the refusal of `refuser` whose login had that version."""

    invite: int
    refuser: str = ""
    login_version: int = 0
    heard: bool = True  # False: the router that decided it is gone


class World(NamedTuple):
    emails: tuple[Email, ...]
    logins: tuple[Login, ...]
    feed: tuple[Snapshot, ...]
    saves: tuple[Save, ...] = ()
    reports: tuple[tuple[bool, int], ...] = ()  # (taken?, invite)
    dues: tuple[int, ...] = ()
    router: int = 0
    acts: int = 0
    crashes: int = 0


class BrokenRuleError(AssertionError):
    """Something happened that must never happen."""


class Model:
    """Explores. Routers are kept once per state they can be in; what an event does to one is computed once."""

    def __init__(
        self,
        center: Center,
        *,
        acts: int,
        crashes: int = 0,
        capacity: int = 1,
        make: Callable[[], Router] = Router,
        email_alone: bool = False,  # mutation: compare and set only the email
        clears_refusals: bool = True,
        emails: int = 2,
        refused: Names = (),  # who has refused the emails when the search begins
        leaks_count: bool = True,
        eager: bool = True,
    ) -> None:
        self.center = center
        self.emails, self.refused, self.leaks_count, self.eager = emails, refused, leaks_count, eager
        self.acts, self.crashes, self.capacity = acts, crashes, capacity
        self.make, self.email_alone, self.clears_refusals = make, email_alone, clears_refusals
        self.routers: list[Router] = []
        self.reserved: list[frozenset[int]] = []  # per router: invitations it waits for
        self.known: list[dict[str, int]] = []  # per router: the newest version of each record it has seen
        self.router_numbers: dict[object, int] = {}
        self.invites: list[Invite] = []
        self.invite_numbers: dict[Invite, int] = {}
        self.dues: list[Due] = []
        self.due_numbers: dict[Due, int] = {}
        self.handled: dict[object, tuple[int, tuple[int, ...], tuple[int, ...]]] = {}
        fresh = make()
        fresh.handle(CenterSeen(center), NOON)
        self.fresh = self.number_of_router(fresh)

    def explore(self) -> int:
        """Visits every reachable state; how many there are. Raises BrokenRuleError with the way there."""
        waiting = Email(refused=self.refused, truly_refused=self.refused)
        emails = (waiting, waiting if self.emails == 2 else Email(state=DONE))
        start = World(emails, (Login(),) * 2, (), router=self.fresh, acts=self.acts, crashes=self.crashes)
        start = start._replace(feed=tuple(sorted(self.snapshots(start))))
        came_from: dict[World, tuple[World, str] | None] = {start: None}
        to_do = [start]
        while to_do:
            world = to_do.pop()
            try:
                self.check(world)
                for label, after in self.next(world):
                    if after not in came_from:
                        came_from[after] = (world, label)
                        to_do.append(after)
            except BrokenRuleError as broken:
                raise BrokenRuleError(f"{broken}, after: {' · '.join(way_to(world, came_from))}") from None
        return len(came_from)

    # What must hold

    def check(self, world: World) -> None:
        for id_, email in zip(EMAILS, world.emails, strict=True):
            hands = {a for a, login in zip(AGENTS, world.logins, strict=True) if id_ in login.hand}
            require(hands == {email.holder, email.invited} - {""}, "an email is in the hands the logins say")
            require(bool(email.holder) + bool(email.invited) <= 1 or email.state == TRANSFER, "one holder, one offer")
        if self.leaks_count:
            self.check_reservations(world)
        if not (world.feed or world.saves or world.reports or any(self.dues[d].what == RETRY for d in world.dues)):
            for id_, email in zip(EMAILS, world.emails, strict=True):
                if email.state == QUEUED:
                    self.check_waiting(world, id_, email)

    def check_reservations(self, world: World) -> None:
        waited_for = {save.invite for save in world.saves if save.heard} | {invite for _, invite in world.reports}
        require(self.reserved[world.router] <= waited_for, "a reservation leaked")

    def check_waiting(self, world: World, id_: str, email: Email) -> None:
        """Nothing is under way: nobody who can be asked is left out."""
        pausing = any(self.dues[due].email == id_ and self.dues[due].what == ROUND for due in world.dues)
        for agent, login in zip(AGENTS, world.logins, strict=True):
            if login.ready and len(login.hand) < self.capacity:
                require(agent in email.truly_refused, f"{id_} is stuck beside {agent}, who is free")
                require(pausing, f"{id_} is stuck beside {agent}, who is free and the round is over")

    def check_offer(self, email: Email, login: Login, invite: Invite) -> None:
        require(login.ready, "offered to an agent who is not ready")
        require(len(login.hand) < self.capacity, "capacity exceeded")
        require(invite.new_round or invite.agent not in email.truly_refused, "asked again in the same round")

    # What can happen next

    def next(self, world: World) -> Iterator[tuple[str, World]]:
        stale = self.stale(world)
        if stale is not None:
            yield stale
            return
        for at, snapshot in enumerate(world.feed):
            rest = world._replace(feed=without(world.feed, at))
            yield f"feed {snapshot.id} {snapshot.version}", self.tell(rest, snapshot)
        for at, save in enumerate(world.saves):
            yield self.commit(world._replace(saves=without(world.saves, at)), save)
        for at, (taken, invite) in enumerate(world.reports):
            rest = world._replace(reports=without(world.reports, at))
            yield "taken" if taken else "lost", self.tell(rest, self.report(world, taken, invite))
        for at, due in enumerate(world.dues):
            rest = world._replace(dues=without(world.dues, at))
            yield f"{self.dues[due].what} of {self.dues[due].email} is over", self.tell(rest, ("due", due))
        if world.crashes:
            yield from self.crash(world)
        if world.acts:
            acting = world._replace(acts=world.acts - 1)
            for agent in AGENTS:
                yield from self.act(acting, agent)

    def stale(self, world: World) -> tuple[str, World] | None:
        """A snapshot that comes too late changes nothing, so it may as well come now: fewer states, nothing missed.

        (Unless the router crashes first: to the next one it is news.)
        """
        for at, snapshot in enumerate(world.feed if self.eager and not world.crashes else ()):
            if snapshot.version <= self.known[world.router].get(snapshot.id, 0):
                require(self.handle(world.router, snapshot) == (world.router, (), ()), "an old snapshot was believed")
                return f"feed {snapshot.id} {snapshot.version}", world._replace(feed=without(world.feed, at))
        return None

    def act(self, world: World, agent: str) -> Iterator[tuple[str, World]]:
        login = world.logins[AGENTS.index(agent)]
        other = AGENTS[1 - AGENTS.index(agent)]
        yield f"{agent} ready or not", self.changed(world, "", None, ready={agent: not login.ready})
        for id_, email in zip(EMAILS, world.emails, strict=True):
            v = email.version + 1
            if email.state == QUEUED:
                after = Email(v, HELD, agent)
                yield f"{agent} pulls {id_}", self.changed(world, id_, after, give=agent)
            elif email.state == OFFERED and email.invited == agent:
                yield f"{agent} accepts {id_}", self.changed(world, id_, Email(v, HELD, agent), touch=(agent,))
                yield from self.refuse(world, agent, id_, email, login)
            elif email.state == TRANSFER and email.invited == agent:
                after = Email(v, HELD, agent)
                yield f"{agent} accepts {id_} from {other}", self.changed(world, id_, after, take=other, touch=(agent,))
                after = Email(v, HELD, other)
                yield f"{agent} refuses {id_} of {other}", self.changed(world, id_, after, take=agent, touch=(other,))
            elif email.state == HELD and email.holder == agent:
                yield f"{agent} completes {id_}", self.changed(world, id_, Email(v, DONE), take=agent)
                yield f"{agent} gives {id_} back", self.changed(world, id_, Email(v), take=agent)
                after = Email(v, TRANSFER, agent, other)
                yield f"{agent} transfers {id_}", self.changed(world, id_, after, give=other, touch=(agent,))

    def refuse(self, world: World, agent: str, id_: str, email: Email, login: Login) -> Iterator[tuple[str, World]]:
        """Reject and delivering time-out look alike to the router: alone, or with the next invitation riding along."""
        after = refused_by(email, agent)
        alone = self.changed(world, id_, after._replace(version=email.version + 1), take=agent)
        yield f"{agent} refuses {id_}", alone
        waiting = Snapshot(id_, email.version, True, 0, after.refused)
        router, invites, _ = self.handle(world.router, ("propose", waiting))
        if invites:
            saves = (*world.saves, Save(invites[0], agent, login.version))
            yield f"{agent} refuses {id_}, the next rides along", world._replace(router=router, saves=saved(saves))

    def commit(self, world: World, save: Save) -> tuple[str, World]:
        """Every record must be as the decision saw it; then all change together."""
        invite = self.invites[save.invite]
        email, login = world.emails[EMAILS.index(invite.email)], world.logins[AGENTS.index(invite.agent)]
        good = email.version == invite.email_version
        if not self.email_alone:
            good = good and login.version == invite.login_version
            if save.refuser:
                good = good and world.logins[AGENTS.index(save.refuser)].version == save.login_version
        label = f"{invite.agent} is{'' if good else ' not'} invited for {invite.email}"
        if good:
            world = self.invited(world, invite, email, login, save.refuser)
        if save.heard:
            world = world._replace(reports=tuple(sorted((*world.reports, (good, save.invite)))))
        return label, world

    def invited(self, world: World, invite: Invite, email: Email, login: Login, refuser: str) -> World:
        if refuser:
            email = refused_by(email, refuser)
            login = login if refuser != invite.agent else login._replace(hand=minus(login.hand, invite.email))
        self.check_offer(email, login, invite)
        cleared = invite.new_round and self.clears_refusals
        after = Email(
            version=email.version + 1,
            state=OFFERED,
            invited=invite.agent,
            refused=() if cleared else email.refused,
            truly_refused=() if invite.new_round else email.truly_refused,
        )
        return self.changed(world, invite.email, after, take=refuser, give=invite.agent)

    def crash(self, world: World) -> Iterator[tuple[str, World]]:
        """A new router reads all records. Old snapshots may still come, and old saves may still happen or not."""
        feed = tuple(sorted({*world.feed, *self.snapshots(world)}))
        after = world._replace(router=self.fresh, reports=(), dues=(), feed=feed, crashes=world.crashes - 1)
        yield "crash", after._replace(saves=())
        if world.saves:
            yield (
                "crash with saves under way",
                after._replace(saves=saved(save._replace(heard=False) for save in world.saves)),
            )

    # Records and what the router is told of them

    def changed(
        self,
        world: World,
        id_: str,
        email: Email | None,
        *,
        take: str = "",
        give: str = "",
        touch: Names = (),
        ready: dict[str, bool] | None = None,
    ) -> World:
        """The world after a commit; the feed will show each record that changed."""
        emails, logins, feed = list(world.emails), list(world.logins), set(world.feed)
        if email is not None:
            emails[EMAILS.index(id_)] = email
            feed.add(email_snapshot(id_, email))
        for at, agent in enumerate(AGENTS):
            if agent not in (take, give, *touch, *(ready or ())):
                continue
            version, is_ready, hand = logins[at]
            hand = minus(hand, id_) if agent == take else hand
            hand = tuple(sorted((*hand, id_))) if agent == give else hand
            logins[at] = Login(version + 1, (ready or {}).get(agent, is_ready), hand)
            feed.add(self.login_snapshot(agent, logins[at]))
        return world._replace(emails=tuple(emails), logins=tuple(logins), feed=tuple(sorted(feed)))

    def snapshots(self, world: World) -> list[Snapshot]:
        emails = [email_snapshot(id_, email) for id_, email in zip(EMAILS, world.emails, strict=True)]
        return emails + [self.login_snapshot(id_, login) for id_, login in zip(AGENTS, world.logins, strict=True)]

    def login_snapshot(self, agent: str, login: Login) -> Snapshot:
        return Snapshot(agent, login.version, login.ready, self.capacity - len(login.hand))

    def report(self, world: World, taken: bool, invite: int) -> tuple[object, ...]:
        """A lost invitation comes back with both records as they are at this moment."""
        if taken:
            return "taken", invite
        email, agent = self.invites[invite].email, self.invites[invite].agent
        return (
            "lost", invite, email_snapshot(email, world.emails[EMAILS.index(email)]),
            self.login_snapshot(agent, world.logins[AGENTS.index(agent)]),
        )  # fmt: skip

    # The real router

    def tell(self, world: World, event: tuple[object, ...]) -> World:
        router, invites, dues = self.handle(world.router, event)
        if invites:
            world = world._replace(saves=saved((*world.saves, *map(Save, invites))))
        if dues:
            world = world._replace(dues=tuple(sorted({*world.dues, *dues})))
        return world._replace(router=router)

    def handle(self, router: int, event: tuple[object, ...]) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        """What the real router makes of an event: its state after that, invitations, wake-ups."""
        known = self.handled.get((router, event))
        if known is None:
            real = self.copy_of(self.routers[router])
            decisions = self.ask(real, event)
            invites = tuple(number(d, self.invites, self.invite_numbers) for d in decisions if isinstance(d, Invite))
            wakes = [d.due for d in decisions if isinstance(d, WakeIn) and d.due.what in (ROUND, RETRY)]
            dues = tuple(number(due, self.dues, self.due_numbers) for due in wakes)
            known = self.handled[router, event] = (self.number_of_router(real), invites, dues)
        return known

    def ask(self, router: Router, event: tuple[object, ...]) -> list[Decision]:
        if event[0] == "propose":
            seen = event_of(event[1])
            assert isinstance(seen, EmailSeen)
            invite = router.propose(seen, NOON)
            return [] if invite is None else [invite]
        return router.handle(self.real_event(event), NOON)

    def real_event(self, event: tuple[object, ...]) -> Event:
        if isinstance(event, Snapshot):
            return event_of(event)
        kind, which, *fresh = event
        assert isinstance(which, int)
        if kind == "due":
            return self.dues[which]
        if kind == "taken":
            return Taken(self.invites[which])
        email, agent = map(event_of, fresh)
        assert isinstance(email, EmailSeen)
        assert isinstance(agent, AgentSeen)
        return Lost(self.invites[which], email, agent)

    def copy_of(self, router: Router) -> Router:
        """Another router in the same state, its parts not shared."""
        twin = copy.copy(router)
        twin._map, twin._roster, twin._emails = MapOfCenter(self.center), Roster(), KnownEmails()
        twin._saving = dict(router._saving)
        twin._roster.assign(twin._map.assignment)
        for agent in router._roster._agents.values():
            same = twin._roster[agent.id]
            same.seen, same.saving, same.is_outdated = agent.seen, agent.saving, agent.is_outdated
            same.stand()
        twin._emails._gone, twin._emails._counts = router._emails._gone.copy(), dict(router._emails._counts)
        for email in router._emails:
            again = twin._emails._waiting[email.id] = copy.copy(email)
            again.bucket = None
            if email.bucket is not None:
                twin._map.bucket(email.bucket.rules, email.bucket.step).add(again)
        return twin

    def number_of_router(self, router: Router) -> int:
        """Routers in the same state have the same number."""
        agents = sorted((a.id, a.seen.version, a.seen.offerable, a.seen.free, a.saving is None, a.is_outdated)
                        for a in router._roster._agents.values())  # fmt: skip
        emails = sorted(
            (e.id, e.seen.version, e.seen.refused, e.paused, e.round_over, e.step, e.bucket is None)
            for e in router._emails
        )
        saving = frozenset(number(i, self.invites, self.invite_numbers) for i in router._saving.values())
        state = (tuple(agents), tuple(emails), tuple(sorted(saving)), tuple(sorted(router._emails._gone.items())))
        if state not in self.router_numbers:
            self.router_numbers[state] = len(self.routers)
            self.routers.append(router)
            self.reserved.append(saving)
            versions = {id_: version for id_, version, *_ in agents} | {id_: version for id_, version, *_ in emails}
            self.known.append(versions | router._emails._gone)
        return self.router_numbers[state]


def event_of(snapshot: object) -> EmailSeen | AgentSeen:
    assert isinstance(snapshot, Snapshot)
    id_, version, offered, free, refused = snapshot
    if id_ in AGENTS:
        return AgentSeen(id=id_, version=version, offerable=offered, free=free)
    arrived_at = NOON + EMAILS.index(id_)
    return EmailSeen(
        id=id_,
        version=version,
        waiting=offered,
        queue="support",
        arrived_at=arrived_at,
        queued_at=NOON,
        refused=refused,
    )


def email_snapshot(id_: str, email: Email) -> Snapshot:
    waiting = email.state == QUEUED
    return Snapshot(id_, email.version, waiting, 0, email.refused if waiting else ())


def refused_by(email: Email, agent: str) -> Email:
    """Back in the queue; the version is the store's business."""
    return Email(
        version=email.version,
        refused=tuple(sorted({*email.refused, agent})),
        truly_refused=tuple(sorted({*email.truly_refused, agent})),
    )


def require(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenRuleError(what)


def way_to(world: World, came_from: dict[World, tuple[World, str] | None]) -> list[str]:
    labels: list[str] = []
    step = came_from[world]
    while step is not None:
        labels.append(step[1])
        step = came_from[step[0]]
    return labels[::-1]


def number(thing: T, things: list[T], numbers: dict[T, int]) -> int:
    if thing not in numbers:
        numbers[thing] = len(things)
        things.append(thing)
    return numbers[thing]


def without(things: tuple[T, ...], at: int) -> tuple[T, ...]:
    return things[:at] + things[at + 1 :]


def minus(hand: Names, email: str) -> Names:
    return tuple(e for e in hand if e != email)


def saved(saves: Iterator[Save] | tuple[Save, ...]) -> tuple[Save, ...]:
    return tuple(sorted(saves))
