"""Every command ends with the exit code that is documented, and says in clear lines what was wrong."""

from __future__ import annotations

import io
import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from proffer.cli.asking import asked
from proffer.cli.checking import Printer
from proffer.config import Settings, load
from proffer.control import Apply, SetPassword
from tests.edges.cli.program import ROOT, proffer, proffer_here

TEXT = """\
[users.ada]
groups = ["Support"]
[groups]
Support = ""
[queues.support]
targets = ["Support"]
[mailboxes]
"support@demo.test" = "support"
"""


def settings(data: Path) -> Settings:
    return load(environment={}, flags={("server", "data"): ("--data", str(data))}, usual_files=()).settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with a contact centre."""
    asked(settings(tmp_path), Apply(text=TEXT, commit=True))
    return tmp_path


ANY_PORT = {"PROFFER_HTTP__PORT": "0", "PROFFER_SMTP__PORT": "0"}


def test_help_is_short_of_a_second_and_names_the_exit_codes(tmp_path: Path) -> None:
    done = proffer("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Exit codes: 0 done, 1 refused" in done.stdout
    for command in ("serve", "demo", "apply", "user", "mail", "db", "why", "agent", "config", "status"):
        assert f"\n  {command}" in done.stdout


def test_nothing_heavy_is_imported_for_help() -> None:
    code = "import sys, proffer.cli.app; print({'asyncio', 'uvicorn', 'rich', 'argon2'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "set()", done.stderr


@pytest.mark.parametrize("words", [(), ("dance",), ("apply", "a", "b"), ("demo", "--http-port", "many"), ("user",)])
def test_wrong_usage_is_2(words: tuple[str, ...], tmp_path: Path) -> None:
    assert proffer_here(*words, cwd=tmp_path).returncode == 2


def test_apply_shows_the_difference_then_puts_it_in_force_then_finds_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "center.toml").write_text(TEXT)
    only_shown = proffer_here("apply", "--dry-run", "--data", "d", cwd=tmp_path)
    assert only_shown.stdout.endswith(
        '+ mailbox support@demo.test\n    queue: "support"\nNothing was changed (--dry-run).\n'
    )
    assert proffer_here("apply", "--data", "d", cwd=tmp_path).stdout.endswith("In force: configuration 1.\n")
    again = proffer_here("apply", "--data", "d", "--json", cwd=tmp_path)
    assert json.loads(again.stdout) == {"number": 1, "committed": False, "differences": []}


def test_an_invalid_file_is_1_with_its_name_and_lines(data: Path) -> None:
    (data / "bad.toml").write_text(TEXT.replace("Support", "Suport", 1) + "[queue]\n")
    done = proffer("apply", "bad.toml", "--data", data, cwd=data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        'proffer: bad.toml:2: users.ada.groups[0]: there is no group "Suport"; did you mean "Support"?',
        'proffer: bad.toml:9: queue: there is no such table; did you mean "queues"?',
    ]


def test_a_file_that_is_not_there_is_1(tmp_path: Path) -> None:
    done = proffer_here("apply", "none.toml", "--data", "d", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "proffer: none.toml: No such file or directory\n")


def test_settings_that_cannot_be_used_are_1(tmp_path: Path) -> None:
    done = proffer_here("config", "check", cwd=tmp_path, PROFFER_HTTP__PORT="x")
    assert done.returncode == 1
    assert done.stderr.startswith("proffer: PROFFER_HTTP__PORT: expected a whole number")


def test_config_show_is_json_for_programs(tmp_path: Path) -> None:
    (tmp_path / "proffer.toml").write_text("[http]\nport = 1\n")
    done = proffer_here("config", "show", "--json", cwd=tmp_path)
    found = {(one["section"], one["key"]): (one["value"], one["origin"]) for one in json.loads(done.stdout)}
    assert found["http", "port"] == (1, "proffer.toml:2")
    assert found["smtp", "port"] == (2525, "default")


def test_a_password_is_read_from_a_pipe_and_a_short_one_is_refused(data: Path) -> None:
    assert proffer_here("user", "passwd", "ada", "--data", data, cwd=data, stdin="correct horse\n").returncode == 0
    short = proffer_here("user", "passwd", "ada", "--data", data, cwd=data, stdin="short\n")
    assert (short.returncode, short.stderr) == (1, "proffer: a password has 8 to 256 characters\n")


def test_a_generated_password_is_printed_alone(data: Path) -> None:
    done = proffer_here("user", "passwd", "ada", "--generate", "--data", data, cwd=data)
    assert len(done.stdout.strip()) == 17


def test_what_needs_a_server_is_3_without_one(data: Path) -> None:
    (data / "m.eml").write_text("To: support@demo.test\n\nHello\n")
    for words in (("status",), ("mail", "inject", "m.eml")):
        done = proffer_here(*words, "--data", data, cwd=data)
        assert done.returncode == 3
        assert "no server is running on" in done.stderr


def test_a_data_directory_without_a_database_is_3_and_stays_as_it_is(tmp_path: Path) -> None:
    for words in (("why", "00001a0000000001"), ("db", "check"), ("user", "passwd", "ada", "--generate")):
        done = proffer_here(*words, "--data", "none", cwd=tmp_path)
        assert (done.returncode, "there is no database in" in done.stderr) == (3, True)
    assert not (tmp_path / "none").exists()


def test_an_email_nobody_knows_is_1(data: Path) -> None:
    done = proffer_here("why", "00001a0000000001", "--data", data, cwd=data)
    assert (done.returncode, done.stderr) == (1, "proffer: there is no email 00001a0000000001\n")


def test_db_check_finds_a_sound_database(data: Path) -> None:
    done = proffer_here("db", "check", "--data", data, cwd=data)
    assert (done.returncode, done.stdout) == (0, "Read 0 emails, 1 event: all is well.\n")
    done = proffer_here("db", "check", "--no-blobs", "--data", data, cwd=data)
    assert (done.returncode, done.stdout) == (0, "Read 0 emails, 1 event, no files: all is well.\n")
    assert json.loads(proffer_here("db", "check", "--data", data, "--json", cwd=data).stdout) == []


def test_db_check_names_what_is_wrong_and_ends_with_1(data: Path) -> None:
    run_sql(data, "insert into record (kind, id, version, body) values ('ghost', 'x', 1, '{\"version\": 1}')")
    done = proffer_here("db", "check", "--data", data, cwd=data)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "ghost x: there is no such kind of record; restore the last good backup, "
        "or run the version of Proffer that wrote it\n"
        "Read 0 emails, 1 event: 1 thing wrong.\n"
    )
    [finding] = json.loads(proffer_here("db", "check", "--data", data, "--json", cwd=data).stdout)
    assert (finding["severity"], finding["rule"], finding["kind"]) == ("wrong", "kind_is_known", "ghost")


def test_db_check_of_an_old_schema_tells_to_upgrade(data: Path) -> None:
    run_sql(data, "delete from schema_version")
    done = proffer_here("db", "check", "--data", data, cwd=data)
    assert (done.returncode, done.stdout.endswith("; proffer db upgrade\n")) == (1, True)
    [finding] = json.loads(proffer_here("db", "check", "--data", data, "--json", cwd=data).stdout)
    assert finding["rule"] == "can_be_read"


def test_db_check_goes_on_where_a_table_cannot_be_read(data: Path) -> None:
    run_sql(data, "drop table login")
    done = proffer_here("db", "check", "--no-blobs", "--data", data, cwd=data)
    assert done.returncode == 1
    assert "database: reading the logins failed: no such table: login; restore the last good backup" in done.stdout


def test_on_a_terminal_db_check_tells_how_far_it_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    printer = Printer(as_json=False)
    for done in range(0, 3_000, 500):
        printer.progress("email", done, 3_000)
    printer.end()
    assert terminal.getvalue() == "\r\x1b[Kreading email 0 of 3,000 …\r\x1b[K", "twice a second, and it leaves nothing"


def run_sql(data: Path, statement: str) -> None:
    connection = sqlite3.connect(data / "proffer.db", isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_db_upgrade_brings_the_schema_up_to_date(data: Path) -> None:
    assert proffer_here("db", "upgrade", "--data", data, cwd=data).returncode == 0


def test_a_taken_port_is_3_and_the_option_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = proffer_here("serve", "--data", "d", "--http-port", port, cwd=tmp_path)
        assert done.returncode == 3
        assert done.stderr == (
            f"proffer: port {port} of 127.0.0.1 is taken by another program; "
            "choose one with --http-port (0: any free one)\n"
        )
        demo = proffer_here("demo", "--data", "d", "--http-port", 0, "--smtp-port", port, cwd=tmp_path)
        assert (demo.returncode, "choose one with --smtp-port" in demo.stderr) == (3, True)


def test_a_certificate_that_cannot_be_used_is_3_and_the_demo_needs_smtp(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("nonsense")
    done = proffer_here("serve", "--data", "d", cwd=tmp_path, PROFFER_MAIL_TLS__CERTIFICATE="chain.pem", **ANY_PORT)
    assert (done.returncode, done.stderr.startswith("proffer: [mail-tls] chain.pem and chain.pem cannot be")) == (
        3,
        True,
    )
    assert proffer_here("config", "check", cwd=tmp_path, PROFFER_MAIL_TLS__REQUIRED="true").returncode == 3
    done = proffer_here("demo", "--data", "d", cwd=tmp_path, PROFFER_SMTP__PORT="off")
    assert (done.returncode, done.stderr) == (1, "proffer: the demo's mails come by SMTP, and [smtp] port is off\n")


def test_an_agent_needs_a_password_and_a_server(tmp_path: Path) -> None:
    assert proffer_here("agent", "ada", cwd=tmp_path).returncode == 2
    done = proffer_here("agent", "ada", "--url", "http://127.0.0.1:1", cwd=tmp_path, PROFFER_PASSWORD="x")
    assert (done.returncode, "Connection refused" in done.stderr) == (3, True)


def test_a_database_that_cannot_be_read_is_3(data: Path) -> None:
    (data / "proffer.db").write_bytes(b"this is no database at all" * 100)
    done = proffer_here("why", "00001a0000000001", "--data", data, cwd=data)
    assert (done.returncode, done.stderr) == (3, f"proffer: {data}/proffer.db: file is not a database\n")


def test_a_fault_of_ours_is_70_in_one_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proffer.cli.explaining.asked", lambda *_: 1 / 0)
    done = proffer_here("why", "00001a0000000001", "--data", data, cwd=data)
    assert done.returncode == 70
    assert (
        done.stderr
        == "proffer: a fault of Proffer, ZeroDivisionError: division by zero (PROFFER_TRACEBACK=1 shows where)\n"
    )


def test_apply_and_passwords_work_without_a_server_by_the_same_functions(data: Path) -> None:
    user = asked(settings(data), SetPassword(user="ada", password="correct horse"))
    assert len(user) == 32
