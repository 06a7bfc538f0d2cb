"""What an audit finds wrong with the data of a store test."""

from __future__ import annotations

from proffer.audit import Audit
from proffer.store.inspection import Inspection

LEFT_OUT = ("email_has_its_content", "held_has_a_deadline")  # the emails of `cast.py` are bare


async def wrong_with(inspection: Inspection) -> list[str]:
    """One line for each finding; the inspection is closed."""
    try:
        return [str(finding) async for finding in Audit(inspection).findings() if finding.rule not in LEFT_OUT]
    finally:
        await inspection.close()
