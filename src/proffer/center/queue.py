"""Queues, where emails wait, and the strategy each one follows to find an agent."""

from __future__ import annotations

from proffer.record import Struct

GROUP, EXPRESSION, AGENT = "group", "expression", "agent"
SEND, REVIEW = "send", "review"


class Target(Struct, frozen=True, kw_only=True):
    """Whom a queue looks for (contract 12.4). `text` as configured: `Support-Mail`, `?:Billing >= 5`, `agent:E1042`."""

    kind: str  # GROUP, EXPRESSION or AGENT
    text: str
    wait_seconds: int | None = None  # how long before the next target is added; None: never


class Queue(Struct, frozen=True, kw_only=True):
    """An interaction queue (contract 11.4, 12). Settings that are None come from the options of the centre."""

    id: str  # dashed UUID
    number: int  # shown as RStrategyDBID
    name: str
    description: str = ""
    internal: bool = False
    targets: tuple[Target, ...] = ()
    outbound: str | None = None  # SEND or REVIEW; None: an inbound queue
    priority: int = 0  # higher first
    ndr_queue: str | None = None  # of an outbound queue: where mails come back that nobody got (12.10)
    send_delay_seconds: int = 0  # of a queue of kind SEND: how long a send can be recalled (11.10)
    response_categories: tuple[str, ...] = ()  # of an inbound queue: whose responses are suggested, best first
    signature: str = ""  # of an outbound queue: under each of its mails, of several lines
    agent_signature: bool = False  # of an outbound queue: before it that of the agent who sent the mail
    reopen_days: int | None = None  # how long an answer takes up a finished email's thread again; None: always
    reply_queues: tuple[str, ...] = ()  # outbound queues, best first
    max_per_agent: int | None = None
    lar: bool = False  # the customer's last agent is tried first (12.6)
    lar_wait_seconds: int = 0  # how long the other targets wait for him, 0..3,600
    delivering_timeout_seconds: int | None = None
    handling_timeout_minutes: int | None = None
    routing_timeout_minutes: int | None = None
    offer_round_pause_seconds: int | None = None
    overflow_queue: str | None = None
    strategy_name: str | None = None
    customer_segment: str = "default"
    service_type: str = "default"
    service_objective: int = 0  # seconds


class Mailbox(Struct, frozen=True, kw_only=True):
    """An address mail comes in by, and the queue that mail enters."""

    address: str  # lower case
    queue: str | None = None  # None: option default-inbound-queue
    aliases: tuple[str, ...] = ()
    message_bytes_max: int | None = None  # 12.8, maximum-msg-size; None: what the server takes
