"""`proffer db`: the embedded database, without a server."""

from __future__ import annotations

import json
import sqlite3

from proffer.cli.failure import OUT_OF_REACH, Failed
from proffer.config import Settings


def upgrade_database(settings: Settings) -> None:
    """Creates it or brings it up to date. Raises Failed."""
    from proffer.store.sqlite import DatabaseInUse, upgrade
    from proffer.store.sqlite.migrate import SchemaTooNew

    try:
        settings.data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        version = upgrade(settings.database_path)
    except (DatabaseInUse, OSError) as error:
        raise Failed(str(error), code=OUT_OF_REACH) from None
    except (SchemaTooNew, sqlite3.Error) as error:
        raise Failed(f"{settings.database_path}: {error}") from None
    print(f"{settings.database_path} has schema {version}.")


def check_database(settings: Settings, *, as_json: bool) -> None:
    """Prints what is wrong. Raises Failed if anything is."""
    from proffer.store.sqlite import check

    path = settings.database_path
    if not path.exists():
        raise Failed(f"there is no database in {settings.data_directory}; see --data", code=OUT_OF_REACH)
    wrong = check(path)
    if as_json:
        print(json.dumps(wrong, ensure_ascii=False))
    if wrong:
        raise Failed(*(() if as_json else wrong))
    if not as_json:
        print(f"{path}: all is well.")
