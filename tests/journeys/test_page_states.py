"""What the page shows when things go otherwise: no answer in time, no password, no session, no room, no light."""

from __future__ import annotations

import smtplib
from email.policy import SMTP
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from proffer.demo.mails import mails
from tests.journeys.browsing import SUBJECT, Visitor, configure, send, why_not
from tests.journeys.running import Server, running

pytestmark = [pytest.mark.interop, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]

STRICT = {
    "PROFFER_API__ENABLE_CSRF_PROTECTION": "true",
    "PROFFER_API__CSRF_ON_NOTIFICATIONS": "true",
    "PROFFER_COMETD__WEBSOCKET": "false",
}


def seconds_left(visitor: Visitor) -> int:
    label = visitor.invitation().get_by_role("timer").get_attribute("aria-label") or ""
    return int(label.split()[0])


def downloaded(visitor: Visitor, link: str) -> tuple[str, bytes]:
    """Under what name a file comes down, and what is in it."""
    with visitor.page.expect_download() as coming:
        visitor.page.get_by_role("link", name=link).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def fits_in(visitor: Visitor, width: int, height: int) -> bool:
    """Can everything be reached without scrolling sideways?"""
    visitor.page.set_viewport_size({"width": width, "height": height})
    fits = bool(visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    visitor.page.set_viewport_size({"width": 1280, "height": 800})
    return fits


def test_an_offer_counts_down_over_a_reload_and_is_told_when_it_was_missed(browser: Browser, server: Server) -> None:
    configure(server, timeout_seconds=6)
    ada = Visitor(browser, server).signs_in("ada").is_ready()
    send(server)
    first = seconds_left(ada)
    assert 4 <= first <= 6
    ada.page.wait_for_timeout(1_500)
    ada.page.reload()
    ada.connected()
    assert 1 <= seconds_left(ada) < first
    news = ada.page.get_by_label("News")
    expect(news).to_contain_text("was not answered in time", timeout=10_000)
    ada.page.wait_for_timeout(6_000)
    expect(news).to_contain_text("was not answered in time")  # until he has seen it
    news.get_by_role("button", name="Dismiss").click()
    expect(news).not_to_contain_text("was not answered in time")


def test_a_wrong_clock_on_the_agents_machine_changes_no_second(browser: Browser, server: Server) -> None:
    ada = Visitor(browser, server)
    ada.page.add_init_script("const real = Date.now; Date.now = () => real() + 3600000")
    ada.page.reload()
    ada.signs_in("ada").is_ready()
    send(server)
    assert 25 <= seconds_left(ada) <= 30


def test_who_cannot_come_in_is_told_why(browser: Browser, server: Server) -> None:
    server.log_in("cyn", "desk-7")
    ada = Visitor(browser, server)

    def tries(name: str, password: str, place: str = "") -> None:
        ada.page.get_by_label("User name").fill(name)
        ada.page.get_by_label("Password", exact=True).fill(password)
        ada.page.get_by_label("Place").fill(place)
        ada.page.get_by_role("button", name="Sign in", exact=True).click()

    said = expect(ada.page.get_by_role("alert"))
    tries("ada", "not this one")
    said.to_contain_text("password is wrong")
    tries("sam", server.passwords["sam"])
    said.to_contain_text("not an agent")
    tries("ada", server.passwords["ada"], "desk-7")
    said.to_contain_text("Somebody else works at this place")
    ada.page.get_by_label("Place").fill("desk-8")
    ada.page.get_by_role("button", name="Start work").click()
    ada.connected()


def test_a_server_that_is_away_is_told_at_the_door(browser: Browser, server: Server) -> None:
    ada = Visitor(browser, server)
    ada.page.get_by_label("User name").fill("ada")
    ada.page.get_by_label("Password", exact=True).fill(server.passwords["ada"])
    server.stop()
    ada.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(ada.page.get_by_role("alert")).to_contain_text("cannot be reached")
    server.start()
    ada.page.get_by_role("button", name="Sign in", exact=True).click()
    ada.connected()


def test_an_ended_session_asks_for_the_password_over_the_page_and_loses_nothing(
    browser: Browser, server: Server
) -> None:
    ada = Visitor(browser, server).signs_in("ada").is_ready()
    send(server)
    ada.invitation().get_by_role("button", name="Accept").click()
    expect(ada.reading()).to_contain_text(SUBJECT)
    ada.context.clear_cookies()
    ada.page.get_by_role("button", name="Not ready", exact=True).click()
    dialog = ada.page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_label("Password", exact=True).fill("wrong")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("alert")).to_contain_text("wrong")
    dialog.get_by_label("Password", exact=True).fill(server.passwords["ada"])
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).not_to_be_visible()
    ada.connected()
    expect(ada.reading()).to_contain_text(SUBJECT)
    ada.page.get_by_role("button", name="Not ready", exact=True).click()
    expect(ada.page.get_by_role("button", name="Not ready", exact=True)).to_have_attribute("aria-pressed", "true")
    assert (ada.violations, ada.errors) == ([], [])


def test_keys_act_while_nobody_types_and_can_be_switched_off(browser: Browser, server: Server) -> None:
    configure(server, timeout_seconds=30)
    ada = Visitor(browser, server).signs_in("ada")
    ada.page.keyboard.press("y")
    ada.page.get_by_role("heading", name="You are ready").wait_for()
    send(server, "First")
    ada.invitation()
    ada.page.keyboard.press("r")
    expect(ada.page.get_by_label("News")).to_contain_text("“First” rejected")
    send(server, "Second")
    ada.invitation()
    ada.page.keyboard.press("a")
    expect(ada.reading()).to_contain_text("Second")
    ada.page.keyboard.press("c")
    comment = ada.page.get_by_role("dialog").get_by_label("Comment")
    comment.press_sequentially("a rare case, not ready?")
    expect(comment).to_have_value("a rare case, not ready?")
    comment.press("Control+Enter")
    expect(ada.page.get_by_label("News")).to_contain_text("“Second” completed")
    ada.page.keyboard.press("?")
    expect(ada.page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Accept the oldest offer")
    ada.page.keyboard.press("Escape")
    ada.page.get_by_role("button", name="settings and help").click()
    ada.page.get_by_role("menuitemcheckbox", name="Single-key shortcuts").click()
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("menu")).not_to_be_visible()
    ada.page.keyboard.press("n")
    ada.page.wait_for_timeout(500)
    expect(ada.page.get_by_role("button", name="Ready", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_reason_of_the_centres_own_can_be_chosen_and_log_out_says_what_goes_back(
    browser: Browser, server: Server
) -> None:
    configure(server, timeout_seconds=30)
    ada = Visitor(browser, server).signs_in("ada").is_ready()
    send(server)
    ada.invitation().get_by_role("button", name="Accept").click()
    ada.reading().wait_for()
    ada.page.get_by_role("button", name="Change state").click()
    ada.page.get_by_role("menuitem", name="Lunch break").click()
    expect(ada.page.get_by_role("button", name="Lunch break")).to_have_attribute("aria-pressed", "true")
    ada.page.get_by_role("button", name="settings and help").click()
    ada.page.get_by_role("menuitem", name="Log out").click()
    dialog = ada.page.get_by_role("dialog", name="Log out?")
    expect(dialog).to_contain_text("You have 1 email in hand")
    dialog.get_by_role("button", name="Log out").click()
    ada.page.get_by_role("heading", name="Sign in").wait_for()
    server.log_in("bob", "desk-2")
    assert server.offered("bob")["subject"] == SUBJECT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_people_who_hear_zoom_or_type_the_page(browser: Browser, server: Server, scheme: str) -> None:
    ada = Visitor(browser, server, color_scheme=scheme, reduced_motion="reduce")
    found = {"door": ada.serious_barriers()}
    ada.signs_in("ada")
    found["not ready"] = ada.serious_barriers()
    ada.is_ready()
    found["ready"] = ada.serious_barriers()
    send(server, "Nobody can read a subject that goes on and on " * 8)
    card = ada.invitation()
    found["offered"] = ada.serious_barriers()
    assert fits_in(ada, 640, 400), "200 % of 1280 by 800"
    assert fits_in(ada, 360, 740)
    expect(ada.page.get_by_role("alert")).to_contain_text("New email offered")
    assert ada.page.evaluate("document.activeElement.closest('article')") is None, "the focus was not taken away"
    card.get_by_role("button", name="Accept").click()
    ada.reading().get_by_text("Why did I get this?").click()
    expect(ada.reading()).to_contain_text("Nobody else could take it")
    found["reading"] = ada.serious_barriers()
    assert fits_in(ada, 360, 740)
    ada.page.keyboard.press("c")
    ada.page.get_by_role("dialog").get_by_role("button", name="Complete").wait_for()
    found["completing"] = ada.serious_barriers()
    assert not any(found.values()), found
    assert (ada.violations, ada.errors) == ([], [])


def test_a_mails_own_pictures_are_shown_and_its_files_come_down_as_they_were_sent(
    browser: Browser, server: Server
) -> None:
    sender, message = mails("support@demo.test")[1]
    with smtplib.SMTP(*server.smtp) as client:
        client.sendmail(sender, ["support@demo.test"], message.as_bytes(policy=SMTP))
    ada = Visitor(browser, server).signs_in("ada")
    ada.page.get_by_role("button", name="Become ready").click()
    ada.invitation().get_by_role("button", name="Accept").click()
    picture = ada.page.frame_locator("iframe").get_by_role("img", name="the lamp")
    assert picture.evaluate("element => [element.naturalWidth, element.naturalHeight]") == [96, 64]
    name, content = downloaded(ada, "Bestellung")
    assert (name, content) == ("Bestellung für Büro.csv", b"item;colour;pieces\r\nlamp;blue;1\r\n")
    assert b"Message-ID" in downloaded(ada, "Original message")[1]
    assert (ada.violations, ada.errors) == ([], [])


def test_a_seat_given_up_in_another_window_is_told_in_this_one(browser: Browser, server: Server) -> None:
    ada = Visitor(browser, server).signs_in("ada").is_ready()
    assert server.call("ada", "/api/v2/me", {"operationName": "EndContactCenterSession"})[0] == 200
    ada.page.get_by_role("heading", name="Sign in").wait_for()
    expect(ada.page.get_by_label("News")).to_contain_text("given up elsewhere")
    ada.signs_in("ada")
    assert (ada.violations, ada.errors) == ([], [])


def test_ready_ends_a_do_not_disturb_that_another_desktop_set(browser: Browser, server: Server) -> None:
    ada = Visitor(browser, server).signs_in("ada").is_ready()
    assert server.call("ada", "/api/v2/me/channels/email", {"operationName": "DoNotDisturbOn"})[0] == 200
    expect(ada.page.get_by_role("button", name="Do not disturb")).to_have_attribute("aria-pressed", "true")
    ada.is_ready()
    _, told = server.call("ada", "/api/v2/me/channels/email")
    assert (told["channel"]["dndState"], told["channel"]["userState"]["state"]) == ("Off", "Ready")


def test_the_page_works_with_csrf_protection_and_without_websockets(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in STRICT.items():
        monkeypatch.setenv(name, value)
    with running(tmp_path / "data") as server:
        ada = Visitor(browser, server)
        sockets: list[str] = []
        ada.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sockets.append(str(frame))))
        ada.signs_in("ada").is_ready()
        send(server)
        ada.invitation().get_by_role("button", name="Accept").click()
        expect(ada.reading()).to_contain_text(SUBJECT)
        ada.page.reload()
        ada.connected()
        ada.page.keyboard.press("c")
        ada.page.get_by_role("dialog").get_by_role("button", name="Complete").click()
        ada.page.get_by_role("heading", name="You are ready").wait_for()
        assert sockets == []
        refused = ada.page.evaluate(
            "fetch('/api/v2/me', {method: 'POST', headers: {'Content-Type': 'application/json'},"
            ' body: \'{"operationName":"EndContactCenterSession"}\'}).then(answer => answer.status)'
        )
        assert refused == 403, "the protection is on"
