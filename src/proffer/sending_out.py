"""Where mail goes out: the relay that the settings name, or the one the caller brings, and the outbox before it."""

from __future__ import annotations

from proffer.config.settings import RelaySettings
from proffer.engine.clock import Clock
from proffer.engine.dispatch import Dispatcher, Log
from proffer.engine.outbox import Outbox, Relay
from proffer.engine.ports import Store
from proffer.engine.records import Records
from proffer.mail.outgoing import written
from proffer.mail.sending import Relay as SmtpRelay
from proffer.store.blobs import FileBlobs

__all__ = ["opened_outbox"]


def opened_outbox(
    settings: RelaySettings,
    relay: Relay | None,
    store: Store,
    records: Records,
    dispatcher: Dispatcher,
    blobs: FileBlobs,
    clock: Clock,
    log: Log,
) -> Outbox:
    """Raises OSError when the relay's file of authorities cannot be read."""
    chosen = relay or SmtpRelay(settings.route, clock.elapsed)
    return Outbox(store, records, dispatcher, blobs, blobs.spool_path, chosen, written, clock, log)
