"""`proffer export` and `proffer user`, without a server and through a running one."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests import postgres
from tests.edges.cli.program import ROOT, proffer_here, running

TEXT = """\
[users.ada]
groups = ["Support"]
[skills]
Billing = ""
[groups]
Support = ""
[queues.support]
targets = ["Support"]
"""


@pytest.fixture
def cwd(tmp_path: Path) -> Path:
    """A folder with center.toml in force in its data directory `d`."""
    (tmp_path / "center.toml").write_text(TEXT)
    assert proffer_here("apply", "--data", "d", cwd=tmp_path).returncode == 0
    return tmp_path


def test_an_export_is_applied_without_a_change(cwd: Path) -> None:
    done = proffer_here("export", "again.toml", "--data", "d", cwd=cwd)
    assert (done.returncode, done.stdout) == (0, "again.toml has configuration 1.\n")
    again = proffer_here("apply", "again.toml", "--data", "d", "--dry-run", cwd=cwd)
    assert again.stdout == "Nothing to change: configuration 1 says the same.\n"


@pytest.mark.parametrize("file", ["center.example.toml", "src/proffer/demo/center.toml"])
def test_an_export_moves_a_contact_centre_to_an_empty_server_with_all_its_ids(file: str, tmp_path: Path) -> None:
    proffer_here("apply", ROOT / file, "--data", "old", cwd=tmp_path)
    proffer_here("export", "center.toml", "--data", "old", cwd=tmp_path)
    assert proffer_here("apply", "--data", "new", cwd=tmp_path).returncode == 0
    old, new = (proffer_here("export", "--json", "--data", data, cwd=tmp_path).stdout for data in ("old", "new"))
    assert json.loads(old)["center"] == json.loads(new)["center"]


def test_an_export_goes_to_the_output_and_says_what_is_not_in_it(cwd: Path) -> None:
    text = proffer_here("export", "--data", "d", cwd=cwd).stdout
    assert text.startswith("# The contact centre in force: configuration 1 since 20")
    assert "Passwords are not in it" in text
    assert tomllib.loads(text)["users"] == {"ada": {"groups": ["Support"]}}
    found = json.loads(proffer_here("export", "-", "--json", "--data", "d", cwd=cwd).stdout)
    assert (found["number"], found["center"]) == (1, tomllib.loads(text))


def test_a_file_that_is_there_is_written_over_only_when_forced(cwd: Path) -> None:
    done = proffer_here("export", "center.toml", "--data", "d", cwd=cwd)
    assert (done.returncode, (cwd / "center.toml").read_text()) == (1, TEXT)
    assert "write over it with --force" in done.stderr
    (cwd / "center.toml").chmod(0o640)
    assert proffer_here("export", "center.toml", "--force", "--data", "d", cwd=cwd).returncode == 0
    assert (cwd / "center.toml").read_text() == proffer_here("export", "--data", "d", cwd=cwd).stdout
    assert (cwd / "center.toml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in cwd.iterdir() if path.name.startswith(".")] == []


def test_where_nothing_was_applied_there_is_nothing_to_export(tmp_path: Path) -> None:
    assert proffer_here("export", "--data", "none", cwd=tmp_path).returncode == 3
    proffer_here("db", "upgrade", "--data", "d", cwd=tmp_path)
    for words in (("export",), ("user", "add", "nina", "--generate")):
        done = proffer_here(*words, "--data", "d", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (
            1,
            "proffer: there is no contact centre yet: proffer apply center.toml\n",
        )


ADD_NINA = ("user", "add", "nina", "--employee-id", "E7", "--first-name", "Nina", "--group", "Support")


def test_a_user_is_added_with_a_password_and_told_how_to_stay(cwd: Path) -> None:
    done = proffer_here(*ADD_NINA, "--skill", "Billing=5", "--generate", "--data", "d", cwd=cwd)
    first, second, *rest = done.stdout.splitlines()
    assert (done.returncode, first, len(second)) == (0, "User nina is added: configuration 2.", len("Password: ") + 17)
    assert "a file without it disables nina" in rest[0]
    lines = "\n".join(rest[2:])
    assert (
        lines == '[users.nina]\nemployee-id = "E7"\nfirst-name = "Nina"\nskills = { Billing = 5 }\ngroups = ["Support"]'
    )
    without = proffer_here("apply", "--dry-run", "--data", "d", cwd=cwd)
    assert "~ user nina\n    enabled: true → false\n" in without.stdout
    (cwd / "center.toml").write_text(TEXT.replace("[skills]", f"{lines}\n[skills]"))
    with_them = proffer_here("apply", "--dry-run", "--data", "d", cwd=cwd)
    assert with_them.stdout == "Nothing to change: configuration 2 says the same.\n"


def test_adding_a_user_answers_programs_too(cwd: Path) -> None:
    done = proffer_here(*ADD_NINA, "--data", "d", "--json", cwd=cwd, stdin="correct horse\n")
    found = json.loads(done.stdout)
    assert (len(found["user"]), found["number"], "password" in found) == (32, 2, False)
    assert tomllib.loads(found["toml"])["users"]["nina"]["employee-id"] == "E7"


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("ADA",), 1, 'there is a user "ada" already'),
        (("nina", "--employee-id", "ada"), 1, 'employee-id: "ada" belongs to user "ada"'),
        (("nina", "--group", "Suport"), 1, 'groups[0]: there is no group "Suport"; did you mean "Support"?'),
        (("nina", "--skill", "Biling=5"), 1, 'skills.Biling: there is no skill "Biling"; did you mean "Billing"?'),
        (
            ("nina", "--role", "agnet"),
            1,
            'roles[0]: expected one of "agent", "supervisor", "admin", "apiuser", not "agn',
        ),
        (("nina", "--email-address", "nowhere"), 1, "email-address: expected an e-mail address"),
        (("ni:na",), 1, "name: expected a user name without colon"),
        (("nina", "--skill", "Billing"), 2, "--skill Billing: expected a name, = and a level, such as Billing=5"),
    ],
)
def test_a_user_who_cannot_be_is_refused_with_the_reason(
    words: tuple[str, ...], code: int, problem: str, cwd: Path
) -> None:
    done = proffer_here("user", "add", *words, "--generate", "--data", "d", cwd=cwd)
    assert (done.returncode, done.stdout) == (code, "")
    assert f"proffer: {problem}" in done.stderr
    assert json.loads(proffer_here("export", "--json", "--data", "d", cwd=cwd).stdout)["number"] == 1


def test_a_user_who_was_disabled_is_brought_back_by_the_file(cwd: Path) -> None:
    (cwd / "without.toml").write_text(TEXT.replace('[users.ada]\ngroups = ["Support"]\n', ""))
    proffer_here("apply", "without.toml", "--data", "d", cwd=cwd)
    done = proffer_here("user", "add", "ada", "--generate", "--data", "d", cwd=cwd)
    assert 'already, disabled; "enabled = true" in a center.toml brings this user back' in done.stderr


def test_users_are_listed_with_who_cannot_log_in(cwd: Path) -> None:
    proffer_here(*ADD_NINA, "--generate", "--data", "d", cwd=cwd)
    assert proffer_here("user", "list", "--data", "d", cwd=cwd).stdout == (
        "USER  EMPLOYEE  NAME  ROLES  GROUPS   SKILLS\n"
        "ada   ada             agent  Support          no password\n"
        "nina  E7        Nina  agent  Support\n"
    )
    found = json.loads(proffer_here("user", "list", "--json", "--data", "d", cwd=cwd).stdout)
    assert [(user["name"], user["has_password"]) for user in found] == [("ada", False), ("nina", True)]


def test_all_of_it_goes_through_a_running_server(cwd: Path) -> None:
    with running("serve", "--data", "d", cwd=cwd) as info:
        done = proffer_here(*ADD_NINA, "--data", "d", "--json", "--generate", cwd=cwd)
        password = json.loads(done.stdout)["password"]
        assert "nina" in proffer_here("user", "list", "--data", "d", cwd=cwd).stdout
        text = proffer_here("export", "--data", "d", cwd=cwd).stdout
        assert list(tomllib.loads(text)["users"]) == ["ada", "nina"]
        assert proffer_here("db", "check", "--data", "d", cwd=cwd).returncode == 0
        assert logged_in(info["base"], "nina", password) == 200


@pytest.mark.interop
@pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))
def test_all_of_it_works_on_postgresql(tmp_path: Path) -> None:
    cluster = postgres.shared()
    where = ("--data", "d", "--database", cluster.url(cluster.new_database()))
    (tmp_path / "center.toml").write_text(TEXT)
    assert proffer_here("apply", *where, cwd=tmp_path).returncode == 0
    assert proffer_here(*ADD_NINA, "--generate", *where, cwd=tmp_path).returncode == 0
    assert "nina" in proffer_here("user", "list", *where, cwd=tmp_path).stdout
    assert proffer_here("export", "center.toml", "--force", *where, cwd=tmp_path).returncode == 0
    assert proffer_here("apply", *where, cwd=tmp_path).stdout == "Nothing to change: configuration 2 says the same.\n"
    checked = proffer_here("db", "check", *where, cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "Read 0 emails, 3 events: all is well.\n")
    moved = proffer_here("apply", "--data", "sqlite", "--json", cwd=tmp_path)
    assert json.loads(moved.stdout)["committed"]
    here, there = (proffer_here("export", "--json", *at, cwd=tmp_path).stdout for at in (where, ("--data", "sqlite")))
    assert json.loads(here)["center"] == json.loads(there)["center"], "the same ids on the other database"


def logged_in(base: str, name: str, password: str) -> int:
    """The HTTP status of the customary probe."""
    import base64
    import urllib.request

    basic = base64.b64encode(f"{name}:{password}".encode()).decode()
    request = urllib.request.Request(f"{base}/api/v2/me", headers={"Authorization": f"Basic {basic}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return int(answer.status)
