"""Which version we are compatible with, told to anybody (contract 11.9)."""

from __future__ import annotations

from proffer import __version__
from proffer.api.call import Answer, json_answer
from proffer.api.edge import Asked, Edge


async def get_version(edge: Edge, asked: Asked) -> Answer:
    """`version` is the compatible one, `serverVersion` our own."""
    return json_answer({"version": edge.settings.reported_version, "serverVersion": __version__})
