"""All promises, in the order they are checked; explicit, so that nothing is left out unseen."""

from __future__ import annotations

from proffer_kit.checks import answers, around, cometd, offering, session, working, writing
from proffer_kit.promise import Promise

PROMISES: tuple[Promise, ...] = (
    *answers.PROMISES,
    *session.PROMISES,
    *cometd.PROMISES,
    *offering.PROMISES,
    *working.PROMISES,
    *writing.PROMISES,
    *around.PROMISES,
)
