"""An email is offered to one agent, who accepts or rejects; what he then sees of it (contract 7, 9, 10.2, 10.3)."""

from __future__ import annotations

import re
from typing import Any

from proffer_kit.promise import DOCUMENTED, OURS, SEEN, Promise
from proffer_kit.site import EMAILS, Site

PROCESSING = [
    "Reply",
    "ReplyAll",
    "Transfer",
    "AddComment",
    "AttachUserData",
    "UpdateUserData",
    "DeleteUserData",
    "SetDisposition",
    "SetInFocus",
    "Complete",
]
BRIEF = {"id", "state", "capabilities", "uri", "userData"}


def _id(data: dict[str, Any]) -> str:
    return str(data["email"]["id"])


def _invitation(site: Site) -> None:
    data = site.invited(site.ada)
    assert (data["notificationType"], data["messageType"]) == ("StatusChange", "EmailStateChangeMessage"), data
    assert "referenceId" not in data, "an invitation answers no request"
    email = data["email"]
    assert email["capabilities"] == ["Accept", "Reject"], email
    assert email["emailType"] == "Inbound", email
    for field in ("id", "uri", "path", "from", "to", "subject", "receivedDate", "interactionQueue", "userData"):
        assert field in email, f"{field} is missing: {sorted(email)}"
    assert "body" not in email, "an invited agent reads no body"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d{4}", email["receivedDate"]), email
    assert email["from"] == site.settings.sender, email


def _user_data(site: Site) -> None:
    keys = site.invited(site.ada)["email"]["userData"]
    assert keys["FromAddress"] == keys["EmailAddress"] == site.settings.sender, keys
    assert keys["FromPersonal"] == "Kit Customer", keys
    assert keys["Mailbox"].casefold() == site.settings.mailbox.casefold(), keys
    assert (keys["_ContainsAttachment"], keys["_AttachmentFileNames"]) == ("true", "kit.pdf"), keys
    assert keys["Header_MIME-Version"] == "1.0", keys
    assert keys["RTargetPlaceSelected"] == site.ada.place, keys
    assert keys["RTargetAgentSelected"], keys


def _exclusive(site: Site) -> None:
    email = _id(site.invited(site.ada))
    site.bob.state("Ready").expect(200, 0)
    assert all(one["id"] != email for one in site.bob.in_hand())
    site.bob.on(email, "Accept").expect(404, 6)
    site.bob.http.ask("GET", f"{EMAILS}/{email}").expect(404, 6)


def _reject(site: Site) -> None:
    email = _id(site.invited(site.ada))
    since, theirs = site.ada.push.since, site.bob.push.since
    site.bob.state("Ready")
    site.ada.on(email, "Reject").expect(200, 0)
    data = site.ada.told(email, since)
    assert data["email"]["state"] == "Completed", data
    assert set(data["email"]) == BRIEF, sorted(data["email"])
    assert data["email"]["capabilities"] == [], data
    assert isinstance(data["referenceId"], int), data
    assert "PegRejected" not in data["email"]["userData"], "the rejecter sees the user data of before"
    again = site.bob.told(email, theirs, state="Invited")
    assert again["email"]["userData"]["PegRejected"] == 1, again["email"]["userData"]
    site.gone(site.ada, email)
    site.ada.on(email, "Reject").expect(400, 2)


def _accept(site: Site) -> None:
    email = _id(site.invited(site.ada, html="<p>Hello <b>you</b><script>alert(1)</script></p>"))
    since = site.ada.push.since
    site.ada.on(email, "Accept").expect(200, 0)
    data = site.ada.told(email, since)
    shown = data["email"]
    assert (shown["state"], shown["capabilities"]) == ("Processing", PROCESSING), shown
    assert shown["assignedTo"].casefold() == site.ada.user.casefold(), shown
    assert isinstance(data["referenceId"], int), data
    assert shown["bodyAsPlainText"].startswith("Hello"), shown
    assert "<script" not in shown["body"], "a script came through"
    assert shown["mime"] == "text/html", shown
    site.ada.on(email, "Accept").expect(400, 2)


def _same_shape(site: Site) -> None:
    email = _id(site.invited(site.ada))
    since = site.ada.push.since
    site.ada.on(email, "Accept").expect(200, 0)
    pushed = site.ada.told(email, since)["email"]
    read = site.ada.email(email)
    differing = {name for name in pushed | read if pushed.get(name) != read.get(name)}
    assert differing <= {"uri"}, f"the notification and GET differ in {differing}"


def _attachment(site: Site) -> None:
    email = site.accepted(site.ada)
    [one] = site.ada.email(email)["attachments"]
    assert (one["name"], one["mime"], one["size"]) == ("kit.pdf", "application/pdf", 12), one
    reply = site.ada.http.ask("GET", one["uri"])
    assert (reply.status, reply.body) == (200, b"%PDF-1.4 kit"), reply.shown()


def _list(site: Site) -> None:
    email = site.accepted(site.ada)
    [uri] = site.ada.get(EMAILS).json["uris"]
    assert uri.endswith(f"/api/v2/me/emails/{email}"), uri
    assert site.ada.get(f"{EMAILS}?fields=id&state=Invited").json["emails"] == []
    assert site.ada.get(f"{EMAILS}?fields=id&state=Processing").json["emails"] == [{"id": email}]


def _complete(site: Site) -> None:
    email = site.accepted(site.ada)
    since = site.ada.push.since
    site.ada.on(email, "Complete").expect(200, 0)
    data = site.ada.told(email, since)
    assert (data["email"]["state"], data["email"]["capabilities"]) == ("Completed", []), data
    site.gone(site.ada, email)
    site.ada.on(email, "Complete").expect(400, 2)


def _not_while_invited(operation: str, **parameters: Any) -> Promise:
    def check(site: Site) -> None:
        site.ada.on(_id(site.invited(site.ada)), operation, **parameters).expect(400, 2)

    return Promise("9.2", OURS, f"{operation} is not valid for an invited email", check)


def _not_ready(site: Site) -> None:
    site.bob.state("Ready")
    word = site.mail()
    site.bob.push.wait(lambda message: word in str(message), 0, 20)
    assert site.ada.in_hand() == [], "offered to an agent who is not ready"


def _references(site: Site) -> None:
    email = site.accepted(site.ada)
    since = site.ada.push.since
    for _ in range(3):
        site.ada.on(email, "AttachUserData", userData={"a": 1}).expect(200, 0)
    site.ada.on(email, "AttachUserData", userData={"last": 1}).expect(200, 0)
    site.ada.push.wait(lambda message: "'last'" in str(message), since)
    numbers = [one["data"]["referenceId"] for one in site.ada.push.messages[since:] if "email" in one["data"]]
    assert numbers == sorted(set(numbers)), f"referenceIds do not grow: {numbers}"


def _session_needed(site: Site) -> None:
    email = site.accepted(site.ada)
    site.ada.state("Offline").expect(200, 0)
    revoked = site.ada.told(email, state="Revoked")
    assert revoked["email"]["capabilities"] == [], revoked
    site.gone(site.ada, email)


PROMISES = (
    Promise("10.2", DOCUMENTED, "a mail is offered: Invited, Accept and Reject, heading without body", _invitation),
    Promise("8.2", SEEN, "user data say who wrote, where it came in, and whom it is offered to", _user_data),
    Promise("12.1", DOCUMENTED, "an offered email is offered to nobody else, who cannot accept or read it", _exclusive),
    Promise("10.3", DOCUMENTED, "Reject: Completed with five fields for the rejecter, Invited for the next", _reject),
    Promise("10.2", DOCUMENTED, "Accept: Processing, its capabilities in order, both bodies, no script", _accept),
    Promise("7.1", OURS, "the notification and GET show the same", _same_shape),
    Promise("10.18", DOCUMENTED, "an attachment is listed and read as it was", _attachment),
    Promise("10.1", DOCUMENTED, "the list of emails in hand, and its filter", _list),
    Promise("10.10", DOCUMENTED, "Complete: Completed, gone, not valid again", _complete),
    Promise("5.3", DOCUMENTED, "an agent who is not ready is offered nothing", _not_ready),
    Promise("2.12", SEEN, "referenceIds grow by request", _references),
    Promise("4.5", OURS, "Offline takes an email in hand back: Revoked", _session_needed),
    _not_while_invited("Complete"),
    _not_while_invited("AttachUserData", userData={"a": 1}),
    _not_while_invited("SetDisposition", disposition="solved"),
    _not_while_invited("AddComment", comment="x"),
    _not_while_invited("Reply"),
)
