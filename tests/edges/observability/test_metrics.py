"""Metrics are counted on the commit feed: what was received is the sum of all places, always."""

from __future__ import annotations

import pytest

from proffer.observability.metrics import Metrics
from tests.cast import ADA, BOB, House


@pytest.fixture
async def measured() -> tuple[House, Metrics]:
    house = await House.open()
    metrics = Metrics(
        await house.store.email_counts(), house.records.logins, {"timers": lambda: len(house.acts.timers)}
    )
    house.store.subscribe(metrics.on_commit)
    return house, metrics


def value(metrics: Metrics, line: str) -> float:
    for found in metrics.page().decode().splitlines():
        if found.startswith(line + " "):
            return float(found.rsplit(" ", 1)[1])
    raise AssertionError(f"no line {line}")


def places(metrics: Metrics) -> dict[str, float]:
    names = ("queued", "in_hand", "in_workbins", "outbox", "finished")
    return {name: value(metrics, f'proffer_emails{{place="{name}"}}') for name in names}


async def test_received_is_the_sum_of_all_places_at_every_step(measured: tuple[House, Metrics]) -> None:
    house, metrics = measured
    first = await house.mail("first")
    await house.mail("second")
    await house.ready(ADA)
    await house.settle()
    for operation in ("Accept", "Complete"):
        await house.ask(ADA, operation, first)
        await house.settle()
        found = places(metrics)
        assert sum(found.values()) == value(metrics, "proffer_emails_received_total") == 2
    assert places(metrics) == {"queued": 0, "in_hand": 1, "in_workbins": 0, "outbox": 0, "finished": 1}


async def test_invitations_are_counted_by_queue_and_outcome(measured: tuple[House, Metrics]) -> None:
    house, metrics = measured
    await house.ready(ADA, BOB)
    email = await house.mail()
    await house.ask(ADA, "Reject", email)
    await house.settle()
    await house.pass_time(30_000)
    count = 'proffer_invitations_total{outcome="%s",queue="support"}'
    assert [value(metrics, count % outcome) for outcome in ("opened", "rejected", "expired")] == [2, 1, 1]


async def test_the_wait_until_accept_is_a_histogram_in_seconds(measured: tuple[House, Metrics]) -> None:
    house, metrics = measured
    await house.ready(ADA)
    email = await house.mail()
    house.clock.go(4_000)
    await house.ask(ADA, "Accept", email)
    buckets = [value(metrics, f'proffer_accept_wait_seconds_bucket{{le="{limit}"}}') for limit in ("2", "5", "+Inf")]
    assert buckets == [0, 1, 1]
    assert value(metrics, "proffer_accept_wait_seconds_sum") == 4


async def test_agents_are_counted_by_state_and_gauges_are_read(measured: tuple[House, Metrics]) -> None:
    house, metrics = measured
    await house.ready(ADA)
    await house.ask(BOB, "StartContactCenterSession")
    assert value(metrics, 'proffer_agents{state="Ready"}') == 1
    assert value(metrics, 'proffer_agents{state="NotReady"}') == 1
    assert value(metrics, "proffer_timers") == 0


async def test_after_a_restart_the_totals_go_on(measured: tuple[House, Metrics]) -> None:
    house, metrics = measured
    await house.mail()
    again = Metrics(await house.store.email_counts(), house.records.logins, {})
    again.learn_waiting(house.records.open_emails())
    assert value(again, "proffer_emails_received_total") == value(metrics, "proffer_emails_received_total") == 1
    assert value(again, 'proffer_queue_waiting{queue="support"}') == 1
