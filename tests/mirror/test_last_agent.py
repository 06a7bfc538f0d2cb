"""A customer writes again, and his last agent is offered the mail before all others: through a whole house."""

from __future__ import annotations

from proffer.interaction.email import OFFERED, QUEUED
from proffer.interaction.preference import last_agent_first
from proffer.record import replace
from tests.cast import ADA, BOB, CENTER, House

LAR = replace(CENTER, queues=(replace(CENTER.queues[0], lar=True, lar_wait_seconds=60), *CENTER.queues[1:]))
PREFERS_BOB = last_agent_first(LAR.queues[0], {"LCA_EmplID_email": "E1002"})


async def test_the_last_agent_is_waited_for_then_the_others_have_it() -> None:
    house = await House.open(LAR)
    await house.ready(ADA)
    email = await house.mail(preferred=PREFERS_BOB)
    assert (await house.email(email)).state == QUEUED
    await house.pass_time(60_000)
    offered = await house.email(email)
    assert offered.invitation is not None
    assert offered.invitation.agent == ADA
    house.close()


async def test_his_refusal_counts_like_any_other() -> None:
    house = await House.open(LAR)
    await house.ready(ADA)
    email = await house.mail(preferred=PREFERS_BOB)
    await house.ready(BOB)
    await house.settle()
    offered = await house.email(email)
    assert offered.invitation is not None
    assert (offered.state, offered.invitation.agent, offered.refused) == (OFFERED, BOB, ())
    keys = offered.user_data
    assert (keys["RTargetTypeSelected"], keys["RTargetObjectSelected"], keys["PegAGE1002"]) == ("0", "E1002", 1)
    await house.ask(BOB, "Reject", email)
    await house.settle()
    offered = await house.email(email)
    assert offered.invitation is not None
    assert (offered.invitation.agent, offered.refused) == (ADA, (BOB,))
    house.close()
