"""Every event that can stand in the journal, by its name there."""

from __future__ import annotations

from proffer.agents import events as agents
from proffer.api import events as api
from proffer.center_file import events as center
from proffer.control import events as control
from proffer.interaction import contact_events as contacts
from proffer.interaction import events as interaction
from proffer.record import Event

EVENTS: dict[str, type[Event]] = {  # a new module of events is one word here
    name: kind
    for module in (interaction, contacts, agents, api, center, control)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
