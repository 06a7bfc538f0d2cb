"""Settings come from defaults, file, environment and command line, each winning over the one before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proffer.config import ConfigInvalid, Settings, load
from proffer.config.sections import SECTIONS
from proffer.config.setting import Setting, fields_of
from proffer.config.show import as_text, example, shown
from proffer.config.sources import every_field, variable
from proffer.record import Struct
from proffer.toml_file.forms import Text

ROOT = Path(__file__).parents[3]
PORT = ("http", "port")


def wrong(text: str = "", environment: dict[str, str] | None = None, folder: Path | None = None) -> list[str]:
    """What is wrong with a file and variables."""
    file = None
    if folder is not None:
        file = folder / "proffer.toml"
        file.write_text(text)
    with pytest.raises(ConfigInvalid) as caught:
        load(config=file, environment=environment or {}, usual_files=())
    return [line.replace(f"{folder}/", "") for line in caught.value.lines]


def test_without_any_source_everything_has_its_default() -> None:
    loaded = load(environment={}, usual_files=())
    assert loaded.settings == Settings()
    assert not loaded.origins


def test_each_source_wins_over_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "proffer.toml"
    file.write_text("[http]\nport = 1\nhost = 'a'\n[smtp]\nport = 1\n[cometd]\ntimeout = 2.5\n")
    loaded = load(
        config=file,
        environment={"PROFFER_HTTP__PORT": "2", "PROFFER_SMTP__PORT": "2"},
        flags={PORT: ("--http-port", 3), ("smtp", "port"): ("--smtp-port", None)},
    )
    settings = loaded.settings
    assert (settings.http.port, settings.smtp.port, settings.http.host) == (3, 2, "a")
    assert settings.cometd.timeout_ms == 2_500
    assert loaded.origins == {
        PORT: "--http-port",
        ("smtp", "port"): "PROFFER_SMTP__PORT",
        ("http", "host"): f"{file}:3",
        ("cometd", "timeout_ms"): f"{file}:7",
    }


def test_the_file_is_named_by_option_by_variable_or_lies_where_it_usually_does(tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("one.toml", "two.toml", "three.toml"))
    for port, file in enumerate((one, two, three), 1):
        file.write_text(f"[http]\nport = {port}\n")
    variables = {"PROFFER_CONFIG": str(two)}
    usual = (tmp_path / "none.toml", three)
    assert load(config=one, environment=variables, usual_files=usual).settings.http.port == 1
    assert load(environment=variables, usual_files=usual).settings.http.port == 2
    assert load(environment={}, usual_files=usual).settings.http.port == 3


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"none\.toml: No such file"):
        load(config=tmp_path / "none.toml", environment={})


def test_every_problem_of_every_source_is_told(tmp_path: Path) -> None:
    text = "[htp]\n[http]\nprt = 1\nport = 70000\n[log]\nformat = 'loud'\n"
    variables = {"PROFFER_SMTP__PORT": "x", "PROFFER_SMTP__PROT": "1"}
    assert wrong(text, variables, tmp_path) == [
        'proffer.toml:1: htp: there is no such section; did you mean "http"?',
        'proffer.toml:3: http.prt: there is no such key; did you mean "port"?',
        "proffer.toml:4: http.port: expected a whole number from 0 to 65,535 (0: any free one), not 70000",
        'proffer.toml:6: log.format: expected one of "auto", "json", "text", not "loud"',
        'PROFFER_SMTP__PORT: expected "off" or a port from 0 to 65,535 (0: any free one), not "x"',
        'PROFFER_SMTP__PROT: there is no such setting; did you mean "PROFFER_SMTP__PORT"?',
    ]


def test_a_forgotten_underscore_is_noticed_and_names_of_others_are_left_alone() -> None:
    assert wrong(environment={"PROFFER_HTTP_PORT": "1"}) == [
        'PROFFER_HTTP_PORT: there is no such setting; did you mean "PROFFER_HTTP__PORT"?'
    ]
    load(environment={"PROFFER_SERVICE_HOST": "10.0.0.7", "PROFFER_PORT": "tcp://10.0.0.7:8080"}, usual_files=())


def test_a_variable_may_name_a_file_that_has_the_value(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("https://cc.example/api/v2\n")
    loaded = load(environment={"PROFFER_HTTP__EXTERNAL_API_URL_FILE": str(secret)}, usual_files=())
    assert loaded.settings.http.external_api_url == "https://cc.example/api/v2"
    assert wrong(environment={"PROFFER_HTTP__PORT_FILE": str(tmp_path / "none")})[0].startswith(
        "PROFFER_HTTP__PORT_FILE"
    )


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("PROFFER_SERVER__NODE", "7", "7"),
        ("PROFFER_SERVER__STOP_GRACE_SECONDS", "2", 2.0),
        ("PROFFER_COMETD__WEBSOCKET", "false", False),
        (
            "PROFFER_API__ALLOWED_ORIGINS",
            "https://a.example, https://b.example",
            ("https://a.example", "https://b.example"),
        ),
        ("PROFFER_API__ALLOWED_ORIGINS", '["https://a.example"]', ("https://a.example",)),
        ("PROFFER_LOG__FORMAT", "text", "text"),
    ],
)
def test_a_variable_is_read_as_the_setting_needs_it(name: str, text: str, value: object) -> None:
    settings = load(environment={name: text}, usual_files=()).settings
    [(section, field)] = [pair for pair in every_field() if variable(*pair) == name]
    assert getattr(getattr(settings, section.attribute), field.attribute) == value


@given(st.sampled_from([variable(*pair) for pair in every_field()]), st.text(max_size=20))
def test_any_text_in_a_variable_gives_settings_or_a_clear_problem(name: str, text: str) -> None:
    lines: list[str] = []
    try:
        load(environment={name: text}, usual_files=())
    except ConfigInvalid as invalid:
        lines = invalid.lines
    assert all(line.startswith(name) for line in lines)


def test_no_two_settings_have_the_same_name_and_none_is_forgotten() -> None:
    names = [variable(section, field) for section, field in every_field()]
    assert len(set(names)) == len(names)
    assert [section.attribute for section in SECTIONS] == list(Settings.__struct_fields__)
    missing = {
        (section.key, attribute)
        for section in SECTIONS
        for attribute in set(section.type.__struct_fields__) - {field.attribute for field in section.fields}
    }
    assert {name for name in missing if name[0] != "cometd"} == {
        ("api", "external_api_url"),
        ("api", "cometd_websocket"),
    }


def test_the_example_shows_every_setting() -> None:
    how = "PYTHONPATH=src python -c 'from proffer.config.show import example; print(example(), end=\"\")'"
    assert (ROOT / "proffer.example.toml").read_text() == example(), f"write it anew: {how} > proffer.example.toml"
    assert as_text(load(environment={}, usual_files=())).count("# default") == len(list(every_field()))


def test_the_example_with_everything_set_says_the_defaults(tmp_path: Path) -> None:
    lines = [line.removeprefix("#") if not line.startswith("# ") else "" for line in example().splitlines()]
    file = tmp_path / "proffer.toml"
    file.write_text("\n".join(lines))
    assert load(config=file, environment={}).settings == Settings()


def test_what_is_shown_says_where_it_came_from() -> None:
    loaded = load(environment={"PROFFER_HTTP__PORT": "0"}, usual_files=())
    [port] = [setting for setting in shown(loaded) if (setting.section, setting.key) == ("http", "port")]
    assert (port.value, port.origin) == (0, "PROFFER_HTTP__PORT")


class Secretive(Struct, frozen=True):
    password: Annotated[str, Setting(Text(), secret=True)] = ""


def test_a_setting_says_itself_that_it_is_a_secret() -> None:
    [field] = fields_of(Secretive)
    assert field.secret


def test_the_printed_address_follows_host_and_bound_port_unless_it_is_set() -> None:
    def url(**http: object) -> str:
        flags = {("http", name): (f"--{name}", value) for name, value in http.items()}
        return load(environment={}, flags=flags, usual_files=()).settings.api_bound_to(4711).external_api_url

    assert url() == "http://127.0.0.1:4711/api/v2"
    assert url(host="0.0.0.0") == "http://127.0.0.1:4711/api/v2"
    assert url(host="::1") == "http://[::1]:4711/api/v2"
    assert url(external_api_url="https://cc.example/x/api/v2") == "https://cc.example/x/api/v2"


def test_lmtp_is_off_unless_a_port_or_a_socket_is_named_and_never_on_port_25(tmp_path: Path) -> None:
    assert load(environment={}, usual_files=()).settings.mail_protocols == ("smtp",)
    only_lmtp = {"PROFFER_SMTP__PORT": "off", "PROFFER_LMTP__PORT": "0"}
    assert load(environment=only_lmtp, usual_files=()).settings.mail_protocols == ("lmtp",)
    for variable_, value in (("PROFFER_LMTP__PORT", "0"), ("PROFFER_LMTP__SOCKET", "lmtp.sock")):
        assert load(environment={variable_: value}, usual_files=()).settings.lmtp.wanted
    assert not load(environment={"PROFFER_LMTP__PORT": "off"}, usual_files=()).settings.lmtp.wanted
    assert wrong("[lmtp]\nport = 25\nsocket-mode = 'rw'\n", None, tmp_path) == [
        'proffer.toml:2: lmtp.port: expected "off" or a port other than 25, from 0 to 65,535 (0: any free one), not 25',
        'proffer.toml:3: lmtp.socket-mode: expected three octal digits, not "rw"',
    ]
