"""What a server answers beside its API: whether it lives, whether it takes work, its figures, its pages."""

from __future__ import annotations

from collections.abc import Mapping

from proffer.api.call import Answer, Call, json_answer
from proffer.api.document.served import ServedDocument
from proffer.api.paths import Mount
from proffer.api.routes import ROUTES
from proffer.engine.ports import Store
from proffer.observability.health import Health
from proffer.observability.metrics import CONTENT_TYPE, Metrics
from proffer.workspace import bundle
from proffer.workspace.workspace import ACCOUNTS, PATHS, Workspace

__all__ = ["beside_the_api"]


def beside_the_api(health: Health, metrics: Metrics, store: Store, further: Mapping[str, Mount]) -> dict[str, Mount]:
    """Path → who answers there; `further` are the caller's own and go first. Raises OSError for an unreadable page."""
    workspace = Workspace(bundle.installed(), with_accounts=ACCOUNTS in further)

    async def healthz(call: Call) -> Answer:
        status, fields = health.alive()
        return json_answer(fields, status=status)

    async def readyz(call: Call) -> Answer:
        status, fields = health.ready(database=await store.is_reachable())
        return json_answer(fields, status=status)

    async def figures(call: Call) -> Answer:
        return Answer(200, metrics.page(), ((b"content-type", CONTENT_TYPE.encode()),))

    async def page(call: Call) -> Answer:
        return Answer(*workspace.answer(call.method, call.path, call.headers))

    own = {"/healthz": healthz, "/readyz": readyz, "/metrics": figures}
    return {**dict.fromkeys(PATHS, page), **ServedDocument(ROUTES).mounts, **own, **further}
