"""Prometheus metrics, counted in plain numbers on the commit feed and put into their form when they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from proffer import __version__
from proffer.agents.login import Login
from proffer.interaction.email import ENDS, HELD, OFFERED, OUTBOX, QUEUED, SHELVED, STATES, Email
from proffer.interaction.events import (
    EmailReceived,
    InvitationAccepted,
    InvitationExpired,
    InvitationOpened,
    InvitationRejected,
    InvitationRevoked,
    TransferExpired,
    TransferOffered,
    TransferRejected,
    TransferRevoked,
)
from proffer.record import Committed, Event

WAIT_BUCKETS_SECONDS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800)
OUTCOMES: dict[type[Event], str] = {
    InvitationOpened: "opened",
    InvitationAccepted: "accepted",
    InvitationRejected: "rejected",
    InvitationExpired: "expired",
    InvitationRevoked: "revoked",
    TransferOffered: "opened",
    TransferRejected: "rejected",
    TransferExpired: "expired",
    TransferRevoked: "revoked",
}
PLACES = {QUEUED: "queued", OFFERED: "in_hand", HELD: "in_hand", SHELVED: "in_workbins", OUTBOX: "outbox"}
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(Collector):
    """Counts since the start, beside totals read from the store at the start (contract 11.9)."""

    def __init__(
        self,
        counts: dict[str, int],
        agents: Callable[[], Iterable[Login]],
        gauges: dict[str, Callable[[], float]],
        transactions: Callable[[], int] = lambda: 0,
    ) -> None:
        self._states = Counter({state: counts.get(state, 0) for state in STATES})
        self._received_before = counts.get("received", 0)
        self._waiting: Counter[str] = Counter()
        self._events: dict[tuple[type[Event], str], int] = {}  # by kind and queue
        self._accept_waits = [0] * (len(WAIT_BUCKETS_SECONDS) + 1)
        self._accept_wait_ms = 0
        self._agents = agents
        self._gauges = gauges
        self._transactions = transactions
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def add(self, further: Collector) -> None:
        """Metrics that are counted elsewhere stand on the same page."""
        self._registry.register(further)

    def learn_waiting(self, emails: Iterable[Email]) -> None:
        """Emails that wait already when the server starts."""
        for email in emails:
            if email.state == QUEUED:
                self._waiting[email.queue] += 1

    def on_commit(self, committed: Committed) -> None:
        """Part of the commit feed: a few additions."""
        for write in committed.change.writes:
            before, after = write.before, write.after
            if not isinstance(after, Email):
                continue
            if not isinstance(before, Email):
                self._moved(None, after)
            elif before.state != after.state or before.queue != after.queue:
                self._moved(before, after)
        for event in committed.change.events:
            key = (type(event), getattr(event, "queue", ""))
            self._events[key] = self._events.get(key, 0) + 1
            if isinstance(event, InvitationAccepted):
                self._count_wait(event.waited_ms)

    def page(self) -> bytes:
        """The text form of every metric."""
        return bytes(generate_latest(self._registry))

    def _moved(self, before: Email | None, after: Email) -> None:
        if before is not None:
            self._states[before.state] -= 1
            if before.state == QUEUED:
                self._waiting[before.queue] -= 1
        self._states[after.state] += 1
        if after.state == QUEUED:
            self._waiting[after.queue] += 1

    def _count_wait(self, ms: int) -> None:
        self._accept_wait_ms += ms
        bucket = sum(ms > seconds * 1_000 for seconds in WAIT_BUCKETS_SECONDS)
        self._accept_waits[bucket] += 1

    def collect(self) -> Iterator[Metric]:
        """Called by the registry for each page."""
        build = GaugeMetricFamily("proffer_build_info", "The running version.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        yield from self._emails()
        yield from self._invitations()
        yield self._logins()
        events = CounterMetricFamily("proffer_events", "Journal events since the start.", labels=["type"])
        by_name: Counter[str] = Counter()
        for (kind, _), count in self._events.items():
            by_name[kind.__name__] += count
        for name, count in sorted(by_name.items()):
            events.add_metric([name], count)
        yield events
        made = self._transactions()
        yield CounterMetricFamily("proffer_transactions", "Groups of changes committed since the start.", value=made)
        for name, read in self._gauges.items():
            yield GaugeMetricFamily(f"proffer_{name}", f"{name.replace('_', ' ')} now.", value=read())

    def _emails(self) -> Iterator[Metric]:
        received = sum(count for (kind, _), count in self._events.items() if kind is EmailReceived)
        total = self._received_before + received
        yield CounterMetricFamily("proffer_emails_received", "Emails ever taken in.", value=total)
        where = GaugeMetricFamily(
            "proffer_emails", "Emails by place; their sum is what was received or created.", labels=["place"]
        )
        places: Counter[str] = Counter()
        for state, count in self._states.items():
            places["finished" if state in ENDS else PLACES[state]] += count
        for place in ("queued", "in_hand", "in_workbins", "outbox", "finished"):
            where.add_metric([place], places[place])
        yield where
        waiting = GaugeMetricFamily("proffer_queue_waiting", "Emails waiting for an agent.", labels=["queue"])
        for queue, count in sorted(self._waiting.items()):
            waiting.add_metric([queue], count)
        yield waiting

    def _invitations(self) -> Iterator[Metric]:
        offers = CounterMetricFamily("proffer_invitations", "Invitations since the start.", labels=["queue", "outcome"])
        found: Counter[tuple[str, str]] = Counter()  # those of the router and those of colleagues together
        for (kind, queue), count in self._events.items():
            if kind in OUTCOMES:
                found[queue, OUTCOMES[kind]] += count
        for (queue, outcome), count in sorted(found.items()):
            offers.add_metric([queue, outcome], count)
        yield offers
        waits = HistogramMetricFamily("proffer_accept_wait_seconds", "From invitation to Accept.")
        cumulative, buckets = 0, []
        for limit, count in zip((*map(str, WAIT_BUCKETS_SECONDS), "+Inf"), self._accept_waits, strict=True):
            cumulative += count
            buckets.append((limit, float(cumulative)))
        waits.add_metric([], buckets, self._accept_wait_ms / 1_000)
        yield waits

    def _logins(self) -> Metric:
        agents = GaugeMetricFamily("proffer_agents", "Agents by state of their e-mail channel.", labels=["state"])
        states: Counter[str] = Counter()
        for login in self._agents():
            channel = login.media_channel
            states["LoggedOut" if not login.open or channel is None else channel.state] += 1
        for state in ("Ready", "NotReady", "LoggedOut"):
            agents.add_metric([state], states[state])
        return agents
