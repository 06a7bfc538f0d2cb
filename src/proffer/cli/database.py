"""`proffer db`: the database, without a server."""

from __future__ import annotations

import json

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


def check_database(settings: Settings, *, as_json: bool) -> None:
    """Prints what is wrong. Raises Failed if anything is."""
    from proffer.database import DatabaseNotOpened, check, described, is_there

    if not is_there(settings):
        raise Failed(f"there is no database in {settings.data_directory}; see --data", code=OUT_OF_REACH)
    try:
        wrong = check(settings)
    except DatabaseNotOpened as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    if as_json:
        print(json.dumps(wrong, ensure_ascii=False))
    if wrong:
        raise Failed(*(() if as_json else wrong))
    if not as_json:
        print(f"{described(settings)}: all is well.")
