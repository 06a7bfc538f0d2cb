"""A client closes its held poll, a message comes shortly after, the client polls again: does the message come?"""

from __future__ import annotations

import asyncio

from bench.bayeux_clients import HOST, Poller
from bench.flight import Flight

GAP_SECONDS = 0.05  # from the close to the message, and from that to the next poll


async def lost_after_closing(flight: Flight, pollers: list[Poller], port: int) -> int:
    """How many of one message to each of these clients never came."""
    lost = flight.lost
    await asyncio.sleep(GAP_SECONDS)  # every poll is held
    for poller in pollers:
        poller.close()
    await asyncio.sleep(GAP_SECONDS)
    flight.to([poller.number for poller in pollers])
    await asyncio.sleep(GAP_SECONDS)
    for poller in pollers:
        again = Poller(poller.number, flight.heard)
        await asyncio.get_running_loop().create_connection(lambda again=again: again, HOST, port)  # type: ignore[misc]
        again.hold(poller.poll)
    await flight.landed()
    return flight.lost - lost
