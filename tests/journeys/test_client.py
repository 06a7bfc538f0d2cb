"""Programs made with `proffer-client` do an agent's work on a running server, over both transports."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from proffer_client import Agent, EmailNews, InUse, News, NotAuthenticated, NotFound, NotValidNow
from tests.journeys.running import Server, running

pytestmark = pytest.mark.slow
SECONDS = 10.0


@pytest.mark.parametrize("transport", ["websocket", "long-polling"])
async def test_an_email_is_rejected_by_one_and_worked_on_by_the_other(tmp_path: Path, transport: str) -> None:
    with running(tmp_path / "data") as server:
        async with agent(server, "ada", transport) as ada, agent(server, "bob", transport) as bob:
            await ada.log_in(place="desk-17")
            with pytest.raises(InUse):
                await bob.log_in(place="desk-17")
            await bob.log_in(place="desk-18")
            await ada.ready()
            await asyncio.to_thread(send, server)
            offered = await invitation(ada)
            left = await ada.invitation(offered)
            assert left is not None
            assert 0 < left.seconds_left <= 30
            await bob.ready()
            rejected = await ada.reject(offered)
            own = await next_of(ada, offered, "Completed")
            assert own.reference_id == rejected.reference_id
            with pytest.raises(NotValidNow):
                await ada.reject(offered)
            assert await invitation(bob) == offered
            email = await bob.accept(offered)
            assert (email.state, email.assigned_to, email.subject) == ("Processing", "bob", "Lamp is broken")
            assert (await bob.emails(state="Processing"))[0] == await bob.email(offered)
            with pytest.raises(NotFound):
                await ada.email(offered)
            await bob.attach_user_data(offered, {"Order": "7", "Gone": 1})
            await bob.update_user_data(offered, {"Order": "8"})
            await bob.delete_user_data(offered, ["Gone"])
            await bob.set_disposition(offered, "repaired")
            await bob.add_comment(offered, "sent a new one")
            await bob.set_in_focus(offered)
            found = await bob.email(offered)
            assert (found.user_data["Order"], found.user_data["DISP_KEY"]) == ("8", "repaired")
            assert "Gone" not in found.user_data
            assert found.comment == "sent a new one"
            assert b"Lamp is broken" in await bob.source(offered)
            await bob.complete(offered)
            assert await bob.emails() == ()
            await bob.not_ready("lunch")
            (channel,) = await bob.channels()
            assert (channel.user_state.state, channel.user_state.reason) == ("NotReady", "lunch")
            assert "support" in {queue.name for queue in await bob.queues()}
            assert "ada" in {colleague.user_name for colleague in await bob.colleagues()}
            await bob.log_out()
            assert [news async for news in bob.news()][-1] is not None  # the news end with the session


async def test_a_wrong_password_is_told(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server, pytest.raises(NotAuthenticated):
        await Agent(server.base, "ada", "wrong").open()


def agent(server: Server, name: str, transport: str) -> Agent:
    return Agent(server.base, name, server.passwords[name], transport=transport)


async def invitation(who: Agent) -> str:
    """The id of the email that is offered next."""
    while True:
        news = await who.next_news(SECONDS)
        if isinstance(news, EmailNews) and news.email.state == "Invited":
            return news.email.id


async def next_of(who: Agent, email_id: str, state: str) -> EmailNews:
    while True:
        news: News | None = await who.next_news(SECONDS)
        if isinstance(news, EmailNews) and (news.email.id, news.email.state) == (email_id, state):
            return news


def send(server: Server) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "kim@b.example", "support@demo.test", "Lamp is broken"
    message.set_content("It is.")
    with smtplib.SMTP(*server.smtp) as smtp:
        smtp.send_message(message)
