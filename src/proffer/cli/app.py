"""Every command, in one place: its words, its options, and which function does it. Nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer, echo

HELP = """Offers every incoming support e-mail to one agent at a time.

Exit codes: 0 done, 1 refused or invalid (nothing was changed), 2 wrong usage, 3 server or database out of reach,
70 a fault of Proffer (PROFFER_TRACEBACK=1 shows where)."""

_plain = {"no_args_is_help": True, "rich_markup_mode": None, "pretty_exceptions_enable": False}
app = Typer(help=HELP, add_completion=False, **_plain)  # type: ignore[arg-type]
user = Typer(help="Users and their passwords.", **_plain)  # type: ignore[arg-type]
mail = Typer(help="Mail from files.", **_plain)  # type: ignore[arg-type]
db = Typer(help="The database.", **_plain)  # type: ignore[arg-type]
config = Typer(help="The server's settings.", **_plain)  # type: ignore[arg-type]
for name, group in (("user", user), ("mail", mail), ("db", db), ("config", config)):
    app.add_typer(group, name=name)

Config = Annotated[Path | None, Option("--config", help="proffer.toml; else PROFFER_CONFIG, ./proffer.toml.")]
Data = Annotated[str | None, Option("--data", help="Data directory.")]
Database = Annotated[str | None, Option("--database", help="postgresql://…; else SQLite in the data directory.")]
HttpHost = Annotated[str | None, Option("--http-host", help="Address desktops connect to.")]
HttpPort = Annotated[int | None, Option("--http-port", help="Its port; 0: any free one.")]
SmtpHost = Annotated[str | None, Option("--smtp-host", help="Address mail comes in at.")]
SmtpPort = Annotated[int | None, Option("--smtp-port", help="Its port; 0: any free one.")]
LmtpPort = Annotated[int | None, Option("--lmtp-port", help="Take mail by LMTP as well; 0: any free port.")]
LmtpSocket = Annotated[str | None, Option("--lmtp-socket", help="The same at a local socket: its path.")]
Info = Annotated[Path | None, Option("--info", help="Written once everything is ready: addresses as JSON.")]
AsJson = Annotated[bool, Option("--json", help="For programs.")]


@app.callback(invoke_without_command=True)
def proffer(version: Annotated[bool, Option("--version", help="Show the version.")] = False) -> None:
    if version:
        from proffer import __version__

        echo(f"proffer {__version__}")
        raise Exit


@app.command()
def serve(
    config: Config = None,
    data: Data = None,
    database: Database = None,
    http_host: HttpHost = None,
    http_port: HttpPort = None,
    smtp_host: SmtpHost = None,
    smtp_port: SmtpPort = None,
    lmtp_port: LmtpPort = None,
    lmtp_socket: LmtpSocket = None,
    info: Info = None,
) -> None:
    """Run the server until it is told to stop."""
    from proffer.cli.running import run_server
    from proffer.cli.settings import flags, settings_of

    chosen = flags(
        data=data,
        database=database,
        http_host=http_host,
        http_port=http_port,
        smtp_host=smtp_host,
        smtp_port=smtp_port,
        lmtp_port=lmtp_port,
        lmtp_socket=lmtp_socket,
    )
    run_server(settings_of(config, chosen), info)


@app.command()
def demo(
    config: Config = None,
    data: Data = None,
    database: Database = None,
    http_host: HttpHost = None,
    http_port: HttpPort = None,
    smtp_host: SmtpHost = None,
    smtp_port: SmtpPort = None,
    lmtp_port: LmtpPort = None,
    lmtp_socket: LmtpSocket = None,
    info: Info = None,
    demo_mail: Annotated[bool, Option("--demo-mail/--no-demo-mail", help="Send it a few mails.")] = True,
) -> None:
    """Run the server with a small contact centre, people with passwords, and a few mails."""
    from proffer.cli.running import run_demo
    from proffer.cli.settings import flags, settings_of
    from proffer.demo.place import usual_place

    chosen = flags(
        data=data,
        database=database,
        http_host=http_host,
        http_port=http_port,
        smtp_host=smtp_host,
        smtp_port=smtp_port,
        lmtp_port=lmtp_port,
        lmtp_socket=lmtp_socket,
    )
    run_demo(settings_of(config, chosen, usual_files=(), data=str(usual_place())), info, with_mail=demo_mail)


@app.command()
def apply(
    file: Annotated[Path, Argument(help="The contact centre, see center.example.toml.")] = Path("center.toml"),
    dry_run: Annotated[bool, Option("--dry-run", help="Only show what would change.")] = False,
    config: Config = None,
    data: Data = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Put a contact centre in force: all of the file or, if anything is wrong, nothing."""
    from proffer.cli.applying import apply_file
    from proffer.cli.settings import flags, settings_of

    apply_file(settings_of(config, flags(data=data, database=database)), file, commit=not dry_run, as_json=as_json)


@app.command()
def export(
    file: Annotated[Path, Argument(help="Where to write it; - for standard output.")] = Path("-"),
    force: Annotated[bool, Option("--force", help="Write over a file that is there.")] = False,
    config: Config = None,
    data: Data = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write the contact centre in force as a file that apply reads, without passwords."""
    from proffer.cli.exporting import export_file
    from proffer.cli.settings import flags, settings_of

    export_file(settings_of(config, flags(data=data, database=database)), file, force=force, as_json=as_json)


@app.command()
def why(
    email_id: Annotated[str, Argument(help="The id of an email.")],
    config: Config = None,
    data: Data = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Tell the story of an email: to whom it was offered, why, and what they did."""
    from proffer.cli.explaining import explain
    from proffer.cli.settings import flags, settings_of

    explain(settings_of(config, flags(data=data, database=database)), email_id, as_json=as_json)


@app.command()
def status(config: Config = None, data: Data = None, database: Database = None, as_json: AsJson = False) -> None:
    """Say how the running server is."""
    from proffer.cli.asking import show_status
    from proffer.cli.settings import flags, settings_of

    show_status(settings_of(config, flags(data=data, database=database)), as_json=as_json)


@app.command()
def agent(
    name: Annotated[str, Argument(help="User name of the agent.")],
    url: Annotated[str, Option("--url", envvar="PROFFER_URL", help="The server.")] = "http://127.0.0.1:8080",
    password: Annotated[
        str | None, Option("--password", envvar="PROFFER_PASSWORD", help="Else it is asked for.")
    ] = None,
    place: Annotated[str | None, Option("--place", help="The seat; else the user's own.")] = None,
    websocket: Annotated[bool, Option("--websocket", help="Instead of long polling.")] = False,
) -> None:
    """Work as an agent in this terminal: take, refuse and complete emails by single keys."""
    from proffer.cli.agent.run import run_agent

    run_agent(name, url, password, place=place, transport="websocket" if websocket else "long-polling")


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
    """Set a user's password: asked for twice on a terminal, else read from the first line of standard input."""
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
    from proffer.cli.settings import settings_of

    settings_of(config, {})
    echo("The settings can be used.")
