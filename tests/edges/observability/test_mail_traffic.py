"""What the listeners count stands among the metrics, by protocol."""

from __future__ import annotations

from proffer.observability.mail_traffic import MailTraffic
from proffer.observability.metrics import Metrics


def test_connections_and_answers_are_counted_by_protocol() -> None:
    metrics = Metrics({}, tuple, {})
    metrics.add(MailTraffic(lambda: [("smtp", 2, {"5xx": 3}), ("lmtp", 0, {"2xx": 4, "4xx": 1})]))
    page = metrics.page().decode()
    for line in (
        'proffer_mail_connections{protocol="smtp"} 2.0',
        'proffer_mail_recipients_total{answer="5xx",protocol="smtp"} 3.0',
        'proffer_mail_recipients_total{answer="2xx",protocol="smtp"} 0.0',
        'proffer_mail_recipients_total{answer="2xx",protocol="lmtp"} 4.0',
        'proffer_mail_recipients_total{answer="4xx",protocol="lmtp"} 1.0',
    ):
        assert line in page.splitlines()
