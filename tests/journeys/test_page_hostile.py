"""A hostile mail on the page: nothing runs, nothing is fetched, nothing is sent, the page stays where it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.journeys.browsing import Visitor, send, why_not
from tests.journeys.running import Server

pytestmark = [pytest.mark.interop, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]

HOSTILE = """
<meta http-equiv="refresh" content="0; url={trap}/refresh">
<base href="{trap}/"><link rel="stylesheet" href="{trap}/style.css"><link rel="prefetch" href="{trap}/prefetch">
<style>@import url({trap}/import.css); body {{ background: url({trap}/background.png) }}
  * {{ position: fixed; inset: 0; z-index: 2147483647; width: 99999px; height: 99999px }}</style>
<script>fetch('{trap}/script'); alert('script'); parent.document.title = 'owned'; top.location = '{trap}/top'</script>
<img src="{trap}/pixel.gif" srcset="{trap}/set.gif 2x"><img src=x onerror="alert('onerror')">
<svg onload="alert('svg')"><image href="{trap}/svg.png"/></svg>
<video src="{trap}/video" autoplay poster="{trap}/p"></video>
<iframe src="{trap}/frame"></iframe><object data="{trap}/object"></object><embed src="{trap}/embed">
<form action="{trap}/form" method="post"><input name="q" autofocus onfocus="this.form.submit()"></form>
<div style="background-image: url({trap}/inline.png); position: fixed; inset: 0">big</div>
<a href="javascript:alert('link')" target="_top" id="bad">click here</a>
<a href="{trap}/good" target="_top" id="good">a link</a><p>The end of the mail.</p>
"""


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine, and what was asked of it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *words: object) -> None:
            """Quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}", asked
    listening.shutdown()
    listening.server_close()


def reading(browser: Browser, server: Server, html: str) -> Visitor:
    ada = Visitor(browser, server).signs_in("ada").is_ready()
    send(server, "Look at this", html)
    ada.invitation().get_by_role("button", name="Accept").click()
    ada.reading().wait_for()
    return ada


def test_a_hostile_mail_does_nothing_and_even_the_browser_has_nothing_to_forbid(
    browser: Browser, server: Server, trap: tuple[str, list[str]]
) -> None:
    address, asked = trap
    ada = reading(browser, server, HOSTILE.format(trap=address))
    assert "The end of the mail." in ada.mail_text()
    expect(ada.reading()).to_contain_text("picture")
    ada.page.wait_for_timeout(1_500)
    assert (asked, ada.errors, ada.violations) == ([], [], [])
    expect(ada.page).to_have_title("Proffer")
    frame = ada.page.locator("iframe").bounding_box()
    side = ada.page.get_by_role("navigation").bounding_box()
    assert frame is not None
    assert side is not None
    assert frame["x"] >= side["x"] + side["width"], "it covers nothing of the page"


def test_even_uncleaned_html_is_powerless_in_the_frame(
    browser: Browser, server: Server, trap: tuple[str, list[str]]
) -> None:
    """As if the server's cleaner had let everything through: the frame is a wall of its own."""
    address, asked = trap
    ada = reading(browser, server, "<p>harmless</p>")

    def uncleaned(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        for email in told["emails"]:
            email["body"] = HOSTILE.format(trap=address)
        route.fulfill(response=answer, body=json.dumps(told))

    ada.page.route("**/api/v2/me/emails?fields=*", uncleaned)
    ada.page.reload()
    ada.connected()
    assert "The end of the mail." in ada.mail_text()
    ada.page.wait_for_timeout(1_500)
    assert (asked, ada.errors) == ([], [])
    expect(ada.page).to_have_title("Proffer")
    assert ada.page.url.startswith(server.base)
    ada.page.frame_locator("iframe").locator("#bad").dispatch_event("click")
    ada.page.wait_for_timeout(300)
    assert (asked, ada.errors) == ([], [])


def test_a_link_opens_a_tab_of_its_own_that_knows_nothing_of_the_page(
    browser: Browser, server: Server, trap: tuple[str, list[str]]
) -> None:
    address, asked = trap
    ada = reading(browser, server, f'<p><a id="good" href="{address}/good">a link</a></p>')
    with ada.context.expect_page() as opened:
        ada.page.frame_locator("iframe").get_by_text("a link").click()
    opened.value.wait_for_load_state()
    assert asked[0] == "/good"
    assert opened.value.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert ada.page.url.startswith(server.base)
