"""A moment in UTC as the contract writes it in user data: `2026-03-02T09:14:07Z` (contract 2.10)."""

from __future__ import annotations

DAYS_TO_MARCH_0 = 719_468  # from 0000-03-01 to 1970-01-01
DAYS_OF_400_YEARS = 146_097


def utc_seconds(ms: int) -> str:
    """`ms` in epoch milliseconds, not before 1970. Counted here: the core has no calendar of the system."""
    days, second = divmod(ms // 1_000, 86_400)
    era, day_of_era = divmod(days + DAYS_TO_MARCH_0, DAYS_OF_400_YEARS)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)  # from the 1st of March
    shifted = (5 * day_of_year + 2) // 153  # 0 is March
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + 400 * era + (1 if month <= 2 else 0)
    return f"{year:04}-{month:02}-{day:02}T{second // 3_600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
