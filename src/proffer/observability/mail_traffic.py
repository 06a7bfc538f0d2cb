"""Metrics of the listeners: connections, and what recipients were answered, by protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

KINDS = ("2xx", "4xx", "5xx")  # taken, told to come later, refused


class MailTraffic(Collector):
    """`traffic` gives (protocol, connections now, answers since the start by kind)."""

    def __init__(self, traffic: Callable[[], Iterable[tuple[str, int, Mapping[str, int]]]]) -> None:
        self._traffic = traffic

    def collect(self) -> Iterator[Metric]:
        """Called by the registry for each page."""
        connections = GaugeMetricFamily("proffer_mail_connections", "Mail servers connected.", labels=["protocol"])
        recipients = CounterMetricFamily(
            "proffer_mail_recipients", "Last word on each recipient since the start.", labels=["protocol", "answer"]
        )
        for protocol, count, answers in self._traffic():
            connections.add_metric([protocol], count)
            for kind in KINDS:
                recipients.add_metric([protocol, kind], answers.get(kind, 0))
        yield connections
        yield recipients
