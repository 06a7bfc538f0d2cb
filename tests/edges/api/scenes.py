"""Scenes that the operation pages play in: by name, a desk where things stand so, and names for what is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any

import msgspec

from proffer.center.standard_response import StandardResponse
from proffer.center_file.events import CenterApplied
from proffer.interaction.contact import Address, Contact
from proffer.interaction.contact_events import ContactCreated
from proffer.interaction.workbin import IN_PROGRESS, workbin_id
from proffer.notifications.publisher import Publisher
from proffer.operations.frame import Request
from proffer.operations.upload import NAME, Stored
from proffer.record import Change, Write, replace
from proffer.wire.uri import Uris
from tests.cast import ADA, BOB, CYN, NOON, SAM
from tests.edges.api.desk import QUICK, Desk
from tests.edges.api.shapes import mistake_in_message

AGENTS = {"ada": ADA, "bob": BOB, "cyn": CYN, "sam": SAM}
SUBJECT = "Invoice 20417 charged twice"
BASE = QUICK.external_api_url
CUSTOMER = "jonas.weber@example.org"


class Told:
    """Takes the place of the Bayeux server: keeps what was pushed to whom, as (agent, topic, message)."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, Any]] = []

    def deliver_many(self, principals: Collection[str], channel: str, data: bytes) -> int:
        message = msgspec.json.decode(data)
        mistake = mistake_in_message(channel, message)
        assert mistake is None, f"pushed on {channel} as the API document does not say: {mistake}"
        self.messages += [(principal, channel, message) for principal in principals]
        return len(principals)

    def end(self, principal: str) -> None:
        """Nobody is connected."""


class Scene:
    """A desk, what was pushed since the last request, and what the placeholders `{…}` of a page stand for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.house = desk.house
        self.told = Told()
        center = self.house.records.center
        self.names = dict(AGENTS) | {f"queue:{queue.name}": queue.id for queue in center.queues}
        self.publisher = Publisher(self.told, lambda user: True, lambda: self.house.records.center, Uris(BASE))
        self.house.store.subscribe(self.publisher.on_commit)

    @classmethod
    async def open(cls) -> Scene:
        """Nothing has happened in it yet."""
        scene = cls.__new__(cls)
        scene.__init__(await Desk.open(push=lambda user, notice: scene.publisher.push(notice)))
        return scene

    async def operate(self, agent: str, operation: str, **raw: Any) -> None:
        """An operation on the scene's email that must succeed."""
        path = f"/api/v2/me/emails/{self.names['email']}"
        reply = await self.desk.ask("POST", path, {"operationName": operation, **raw}, as_=agent)
        assert reply.pair == (200, 0), reply.body
        await self.house.settle()


async def logged_out(scene: Scene) -> None:
    """Nobody has a contact-centre session."""


async def not_ready(scene: Scene) -> None:
    """ada is logged in at desk-a, not ready."""
    await scene.house.ask(ADA, "StartContactCenterSession", place="desk-a")


async def invited(scene: Scene) -> None:
    """ada and bob are ready; `email` came into queue support and is offered to ada."""
    await scene.house.ready(ADA)
    scene.names["email"] = await scene.house.mail(
        SUBJECT, from_=CUSTOMER, to=("help@demo.test",), contact_id="00001a0000contct"
    )
    await scene.house.ready(BOB)


async def processing(scene: Scene) -> None:
    """As invited, and ada has accepted."""
    await invited(scene)
    await scene.operate("ada", "Accept")
    scene.names["workbin"] = workbin_id(scene.house.records.center.contact_center_id, ADA, IN_PROGRESS)


async def suggesting(scene: Scene) -> None:
    """As processing, and the contact centre has the standard response `response`."""
    await processing(scene)
    center = scene.house.records.center
    response = StandardResponse(id="RRRRRRRRRRRRRRR1", name="Refund", category="Invoices")
    after = replace(center, responses=(response,))
    await scene.house.store.save(Change(writes=(Write(center, after),), events=(CenterApplied(at=NOON),)))
    scene.names["response"] = response.id


async def shelved(scene: Scene) -> None:
    """As processing, and ada has put `email` into `workbin`, the one for work in progress."""
    await processing(scene)
    request = Request(
        operation="AddEmail",
        raw={"id": scene.names["email"]},
        agent=ADA,
        actor=ADA,
        email=scene.names["email"],
        workbin=scene.names["workbin"],
    )
    await scene.house.performer.on_workbin(request, insight=False)


async def composing(scene: Scene) -> None:
    """ada has begun `draft`, to be sent through support-out."""
    await scene.house.ready(ADA)
    await scene.house.ask(ADA, "Create", queueName="support-out")
    [shown] = await scene.house.views.in_hand(ADA, with_content=False)
    scene.names["draft"] = shown.email.id


async def customers(scene: Scene) -> None:
    """ada is logged in; `contact` is a customer with an address."""
    await not_ready(scene)
    contact = Contact(id="00001a105ZRAJKIM", last_name="Weber", email_addresses=(CUSTOMER,))
    scene.names["contact"] = contact.id
    await scene.house.store.save(
        Change(
            writes=(Write(None, contact), Write(None, Address(address=CUSTOMER, contact=contact.id))),
            events=(ContactCreated(at=NOON, contact=contact.id),),
        )
    )


async def sent(scene: Scene) -> None:
    """As composing, and ada has sent `draft`, which waits in the outbox."""
    await composing(scene)
    mail = {
        "from": "support@demo.test",
        "to": CUSTOMER,
        "subject": "Your refund",
        "body": "<p>We have refunded it.</p>",
    }
    await scene.house.ask(ADA, "Send", scene.names["draft"], queueName="support-out", email=mail)


async def attaching(scene: Scene) -> None:
    """As composing, and ada has uploaded `document` for the draft."""
    await composing(scene)
    stored = Stored(
        id="00001a105ZWP0H6O", name="note.pdf", mime="application/pdf", size=20_118, blob="f" * 32, sha256="e" * 64
    )
    draft = scene.names["draft"]
    request = Request(operation=NAME, raw={"stored": stored}, agent=ADA, actor=ADA, email=draft)
    await scene.house.performer.on_upload(request)
    scene.names["document"] = stored.id


SCENES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "logged-out": logged_out,
    "not-ready": not_ready,
    "invited": invited,
    "processing": processing,
    "composing": composing,
    "customers": customers,
    "sent": sent,
    "attaching": attaching,
    "shelved": shelved,
    "suggesting": suggesting,
}


async def open_scene(name: str) -> Scene:
    """The scene of this name, everything at rest and nothing told yet. Close its desk."""
    scene = await Scene.open()
    await SCENES[name](scene)
    await scene.house.settle()
    scene.told.messages.clear()
    return scene
