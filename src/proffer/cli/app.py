"""Commands of one word: their words, their options, and which function does it. Nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer, echo

from proffer.cli.groups import PLAIN, config, db, mail, user
from proffer.cli.options import (
    AsJson,
    Config,
    Data,
    Database,
    HttpHost,
    HttpPort,
    Info,
    LmtpPort,
    LmtpSocket,
    SmtpHost,
    SmtpPort,
)

HELP = """Offers every incoming support e-mail to one agent at a time.

Exit codes: 0 done, 1 refused or invalid (nothing was changed), 2 wrong usage, 3 server or database out of reach,
70 a fault of Proffer (PROFFER_TRACEBACK=1 shows where)."""

app = Typer(help=HELP, add_completion=False, **PLAIN)  # type: ignore[arg-type]
for name, group in (("user", user), ("mail", mail), ("db", db), ("config", config)):
    app.add_typer(group, name=name)


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
    relay: Annotated[str | None, Option("--relay", help="HOST:PORT that takes what agents send.")] = None,
    demo_mail: Annotated[bool, Option("--demo-mail/--no-demo-mail", help="Send it a few mails.")] = True,
) -> None:
    """Run the server with a demo contact centre. It has people with passwords, and a few mails."""
    from proffer.cli.running import run_demo
    from proffer.cli.settings import flags, relay_flags, settings_of
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
    if relay is not None:
        chosen |= relay_flags(relay)
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
    """Put a contact centre in force. All of the file or, if anything is wrong, nothing."""
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
    """Write the contact centre in force to a file. `apply` reads it; passwords are not in it."""
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
    """Tell the story of an email. To whom it was offered, why, and what they did."""
    from proffer.cli.explaining import explain
    from proffer.cli.settings import flags, settings_of

    explain(settings_of(config, flags(data=data, database=database)), email_id, as_json=as_json)


@app.command()
def customers(
    number: Annotated[int | None, Argument(help="Show this mail; without it a line for each.")] = None,
    source: Annotated[bool, Option("--source", help="Show it byte for byte.")] = False,
    data: Data = None,
) -> None:
    """Show the mail that the demo's agents have sent. For a demo without --relay."""
    from proffer.cli.customers import show_customers
    from proffer.cli.settings import flags, settings_of
    from proffer.demo.place import usual_place

    settings = settings_of(None, flags(data=data), usual_files=(), data=str(usual_place()))
    show_customers(settings.data_directory, number, source=source)


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
    """Work as an agent in this terminal. Take, refuse and complete emails by single keys."""
    from proffer.cli.agent.run import run_agent

    run_agent(name, url, password, place=place, transport="websocket" if websocket else "long-polling")
