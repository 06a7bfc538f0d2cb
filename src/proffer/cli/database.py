"""`proffer db upgrade`: the database, without a server."""

from __future__ import annotations

from proffer.cli.failure import OUT_OF_REACH, Failed
from proffer.config import Settings


def upgrade_database(settings: Settings) -> None:
    """Creates it or brings it up to date. Raises Failed."""
    from proffer.database import DatabaseInUse, DatabaseNotOpened, described, upgrade

    try:
        version = upgrade(settings)
    except (DatabaseInUse, DatabaseNotOpened) as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    print(f"{described(settings)} has schema {version}.")
