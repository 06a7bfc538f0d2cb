"""Commands of two words: user, mail, db and config, in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer, echo

from proffer.cli.options import AsJson, Config, Data, Database

PLAIN = {"no_args_is_help": True, "rich_markup_mode": None, "pretty_exceptions_enable": False}
user = Typer(help="Users and their passwords.", **PLAIN)  # type: ignore[arg-type]
mail = Typer(help="Mail from files.", **PLAIN)  # type: ignore[arg-type]
db = Typer(help="The database.", **PLAIN)  # type: ignore[arg-type]
config = Typer(help="The server's settings.", **PLAIN)  # type: ignore[arg-type]


@user.command("add")
def user_add(
    name: Annotated[str, Argument(help="The name to log in with.")],
    employee_id: Annotated[str | None, Option("--employee-id", help="Else the name.")] = None,
    first_name: Annotated[str | None, Option("--first-name")] = None,
    last_name: Annotated[str | None, Option("--last-name")] = None,
    email_address: Annotated[str | None, Option("--email-address")] = None,
    role: Annotated[
        list[str] | None, Option("--role", help="agent (if none is said), supervisor, admin, apiuser. Repeatable.")
    ] = None,
    group: Annotated[list[str] | None, Option("--group", help="An agent group. Repeatable.")] = None,
    skill: Annotated[list[str] | None, Option("--skill", help="With its level: Billing=5. Repeatable.")] = None,
    place: Annotated[str | None, Option("--place", help="Else the employee id.")] = None,
    email_capacity: Annotated[int | None, Option("--email-capacity", help="Emails at once; else the option.")] = None,
    must_change: Annotated[bool, Option("--must-change", help="Password to be changed at the first log-in.")] = False,
    generate: Annotated[bool, Option("--generate", help="Make a password and print it.")] = False,
    config: Config = None,
    data: Data = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Add a user to the contact centre in force. The password is asked for as by passwd."""
    from proffer.cli.settings import flags, settings_of
    from proffer.cli.users import add_user, skills_of

    table = {
        "employee-id": employee_id,
        "first-name": first_name,
        "last-name": last_name,
        "email-address": email_address,
        "roles": role,
        "groups": group,
        "skills": skills_of(skill or []),
        "place": place,
        "email-capacity": email_capacity,
    }
    settings = settings_of(config, flags(data=data, database=database))
    add_user(settings, name, table, must_change=must_change, generate=generate, as_json=as_json)


@user.command("list")
def user_list(config: Config = None, data: Data = None, database: Database = None, as_json: AsJson = False) -> None:
    """List users with their groups and skills, and who cannot log in."""
    from proffer.cli.settings import flags, settings_of
    from proffer.cli.users import list_users

    list_users(settings_of(config, flags(data=data, database=database)), as_json=as_json)


@user.command("passwd")
def user_passwd(
    name: Annotated[str, Argument(help="User name.")],
    must_change: Annotated[bool, Option("--must-change", help="To be changed at the first log-in.")] = False,
    generate: Annotated[bool, Option("--generate", help="Make one and print it.")] = False,
    config: Config = None,
    data: Data = None,
    database: Database = None,
) -> None:
    """Set a user's password. Asked for twice on a terminal, else read from the first line of standard input."""
    from proffer.cli.settings import flags, settings_of
    from proffer.cli.users import set_password

    set_password(
        settings_of(config, flags(data=data, database=database)), name, must_change=must_change, generate=generate
    )


@mail.command("inject")
def mail_inject(
    file: Annotated[Path, Argument(help="A message (.eml); - for standard input.")],
    to: Annotated[list[str] | None, Option("--to", help="Mailbox; else those in its header. Repeatable.")] = None,
    sender: Annotated[str | None, Option("--from", help="Envelope sender; else the one in its header.")] = None,
    config: Config = None,
    data: Data = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Take a message in as if it had come by SMTP. Needs a running server."""
    from proffer.cli.asking import inject
    from proffer.cli.settings import flags, settings_of

    inject(settings_of(config, flags(data=data, database=database)), file, tuple(to or ()), sender, as_json=as_json)


@db.command("upgrade")
def db_upgrade(config: Config = None, data: Data = None, database: Database = None) -> None:
    """Bring the database to the schema of this version. No server may have it open."""
    from proffer.cli.database import upgrade_database
    from proffer.cli.settings import flags, settings_of

    upgrade_database(settings_of(config, flags(data=data, database=database)))


@db.command("check")
def db_check(
    blobs: Annotated[bool, Option("--blobs/--no-blobs", help="Read the original messages, too.")] = True,
    config: Config = None,
    data: Data = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Read everything that is stored and name what is wrong. It changes nothing; a server may be running."""
    from proffer.cli.checking import check_database
    from proffer.cli.settings import flags, settings_of

    check_database(settings_of(config, flags(data=data, database=database)), blobs=blobs, as_json=as_json)


@config.command("show")
def config_show(config: Config = None, data: Data = None, database: Database = None, as_json: AsJson = False) -> None:
    """Show every setting in force and where it came from."""
    from proffer.cli.settings import flags, show_settings

    show_settings(config, flags(data=data, database=database), as_json=as_json)


@config.command("check")
def config_check(config: Config = None) -> None:
    """Say whether the settings can be used."""
    from proffer.cli.settings import check_certificate, settings_of

    check_certificate(settings_of(config, {}))
    echo("The settings can be used.")
