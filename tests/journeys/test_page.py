"""The main job on the page in Chromium: two agents, real mail, and a server that is killed in between."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import postgres
from tests.journeys.browsing import SUBJECT, Visitor, send, why_not
from tests.journeys.running import Server, running

pytestmark = [pytest.mark.interop, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param(
            "postgres", marks=pytest.mark.skipif(postgres.why_not() is not None, reason=str(postgres.why_not()))
        ),
    ]
)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """On each database."""
    options: tuple[str, ...] = ()
    if request.param == "postgres":
        cluster = postgres.shared()
        options = ("--database", cluster.url(cluster.new_database()))
    with running(tmp_path / "data", *options) as one:
        yield one


def test_ada_rejects_the_server_dies_and_bob_accepts_and_completes_without_a_reload(
    browser: Browser, server: Server
) -> None:
    ada = Visitor(browser, server)
    ada.page.get_by_role("button", name="Ada Lindqvist").click()
    ada.page.get_by_role("button", name="Sign in", exact=True).click()
    ada.connected()
    ada.is_ready()
    send(server)
    card = ada.invitation()
    expect(card).to_contain_text(SUBJECT)
    expect(card).to_contain_text("Jonas Weber")
    expect(ada.page).to_have_title(re.compile(r"^\(1\)"))
    bob = Visitor(browser, server).signs_in("bob", "desk-2").is_ready()
    for visitor in (ada, bob):
        visitor.page.evaluate("window.neverReloaded = true")

    card.get_by_role("button", name="Reject").click()
    expect(ada.page.get_by_label("News")).to_contain_text("It goes to a colleague")
    offered = bob.invitation()
    expect(offered).to_contain_text("Refused once before")

    server.stop(signal.SIGKILL)  # the pages get no chance to prepare
    for visitor in (ada, bob):
        visitor.page.get_by_role("status").filter(has_text="Reconnecting").wait_for()
    expect(offered.get_by_role("button", name="Accept")).to_be_disabled()
    server.start()
    for visitor in (ada, bob):
        visitor.connected()
        expect(visitor.page.get_by_label("News")).to_contain_text("Connected again")

    offered.get_by_role("button", name="Accept").click()
    reading = bob.reading()
    expect(reading.get_by_role("heading", name=SUBJECT)).to_be_visible()
    assert "you charged invoice 20417 twice" in bob.mail_text()
    reading.get_by_role("button", name="Complete").click()
    dialog = bob.page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Result").click()
    bob.page.get_by_role("option", name="Refunded").click()
    dialog.get_by_label("Comment").fill("Second charge sent back.")
    dialog.get_by_role("button", name="Complete").click()
    bob.page.get_by_role("heading", name="You are ready").wait_for()

    email_id = bob_email_id(bob)
    status, told = server.call("sam", f"/api/v2/emails/{email_id}")
    assert (status, told["email"]["state"], told["email"]["userData"]["DISP_KEY"]) == (200, "Completed", "refunded")
    for visitor in (ada, bob):
        assert visitor.page.evaluate("window.neverReloaded") is True
        assert (visitor.violations, visitor.errors) == ([], [])
        visitor.close()


def bob_email_id(bob: Visitor) -> str:
    """The email that was open stands in the history of addresses."""
    bob.page.go_back()
    found = re.search(r"/emails/([0-9A-Za-z]{16})$", bob.page.url)
    assert found is not None, bob.page.url
    return found[1]
