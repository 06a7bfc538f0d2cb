"""Mail that agents write: replies, drafts, files, sending (contract 10.4–10.9, 10.16, 10.17, 10.21, 11.1)."""

from __future__ import annotations

from typing import Any

from proffer_kit.promise import DOCUMENTED, OURS, Promise, Skip
from proffer_kit.site import EMAILS, Site

COMPOSING = [
    "Cancel",
    "Send",
    "AddComment",
    "AttachUserData",
    "UpdateUserData",
    "DeleteUserData",
    "SetDisposition",
    "SetInFocus",
    "Transfer",
]
FORM = "multipart/form-data; boundary=kit"


def _queue(site: Site) -> dict[str, str]:
    if not site.settings.outbound_queue:
        raise Skip("no outbound queue is known: give --outbound-queue")
    return {"queueName": site.settings.outbound_queue}


def _create(site: Site) -> None:
    draft = site.draft(site.ada, userData={"Order": "7"})
    shown = site.ada.email(draft)
    assert (shown["state"], shown["emailType"]) == ("Composing", "Outbound"), shown
    assert shown["capabilities"] == COMPOSING, shown
    assert shown["userData"] == {"Order": "7"}, shown
    assert shown["attachments"] == [], shown


def _save(site: Site) -> None:
    draft = site.draft(site.ada)
    since = site.ada.push.since
    mail = {
        "to": ["a@x.example"],
        "cc": "b@x.example, C <c@x.example>",
        "subject": "Hello",
        "body": "<p>Hi <b>you</b></p>",
    }
    site.ada.on(draft, "Save", email=mail).expect(200, 0)
    shown = site.ada.told(draft, since, notificationType="EmailSaved")["email"]
    assert (shown["to"], shown["cc"]) == (["a@x.example"], ["b@x.example", "C <c@x.example>"]), shown
    assert (shown["subject"], shown["bodyAsPlainText"]) == ("Hello", "Hi you"), shown
    site.ada.on(draft, "Save", email={"subject": ""}).expect(200, 0)
    kept = site.ada.email(draft)
    assert "subject" not in kept, kept
    assert kept["to"] == ["a@x.example"], "what Save does not name stays"


def _cancel(site: Site) -> None:
    draft = site.draft(site.ada)
    since = site.ada.push.since
    site.ada.on(draft, "Cancel").expect(200, 0)
    assert site.ada.told(draft, since)["email"]["state"] == "Canceled"
    site.gone(site.ada, draft)


def _reply(site: Site) -> None:
    email = site.accepted(site.ada, text="First line\nSecond line")
    since = site.ada.push.since
    site.ada.on(email, "Reply", quoteOriginal=True, **_queue(site)).expect(200, 0)
    shown = site.ada.told(since=since, state="Composing")["email"]
    assert shown["subject"].startswith("Re: Kit"), shown
    assert shown["to"] == [f"Kit Customer <{site.settings.sender}>"], shown
    assert "> Second line" in shown["bodyAsPlainText"], shown
    assert site.ada.email(email)["state"] == "Processing", "Reply does not change the email it answers"


def _forward(site: Site) -> None:
    email = site.accepted(site.ada)
    since = site.ada.push.since
    site.ada.on(email, "Forward", to="other@x.example", **_queue(site)).expect(200, 0)
    shown = site.ada.told(since=since, state="Composing")["email"]
    assert shown["subject"].startswith("Fwd: Kit"), shown
    assert [one["name"] for one in shown["attachments"]] == ["kit.pdf"], shown


def _send(site: Site) -> None:
    draft = site.draft(site.ada)
    since = site.ada.push.since
    mail = {"to": site.settings.sender, "from": site.settings.mailbox, "subject": "Kit", "body": "<p>Done</p>"}
    site.ada.on(draft, "Send", email=mail, **_queue(site)).expect(200, 0)
    shown = site.ada.told(draft, since)["email"]
    assert (shown["state"], shown["capabilities"]) == ("Completed", []), shown
    site.gone(site.ada, draft)
    site.ada.on(draft, "Send", email={}, **_queue(site)).expect(400, 2)


def _form(name: str, content: bytes) -> bytes:
    lines = (
        f'--kit\r\nContent-Disposition: form-data; name="attachment"; filename="{name}"',
        "Content-Type: text/plain",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n--kit--\r\n"


def _upload(site: Site, draft: str, name: str = "note.txt", content: bytes = b"kit") -> str:
    headers = {"Content-Type": FORM, "X-Requested-With": "kit"}
    reply = site.ada.http.ask("POST", f"{EMAILS}/{draft}/attachments", _form(name, content), headers).expect(200, 0)
    return str(reply.json["documentId"])


def _attach(site: Site) -> None:
    draft = site.draft(site.ada)
    document = _upload(site, draft)
    assert site.ada.email(draft)["attachments"] == [], "an upload only stores the file"
    since = site.ada.push.since
    site.ada.on(draft, "AddAttachment", documentId=document).expect(200, 0)
    [one] = site.ada.told(draft, since, notificationType="AttachmentAdded")["email"]["attachments"]
    assert (one["name"], one["size"]) == ("note.txt", 3), one
    assert site.ada.http.ask("GET", one["uri"]).body == b"kit"
    site.ada.on(draft, "RemoveAttachment", documentId=one["id"]).expect(200, 0)
    assert site.ada.told(draft, since, notificationType="AttachmentRemoved")["email"]["attachments"] == []


def _path_in_name(site: Site) -> None:
    draft = site.draft(site.ada)
    site.ada.on(draft, "AddAttachment", documentId=_upload(site, draft, "../../etc/passwd")).expect(200, 0)
    [one] = site.ada.email(draft)["attachments"]
    assert "/" not in one["name"], one


def _script(site: Site) -> None:
    draft = site.draft(site.ada)
    body = '<p onclick="x()">Hi</p><script>alert(1)</script>'
    site.ada.on(draft, "Save", email={"body": body}).expect(200, 0)
    shown = site.ada.email(draft)["body"]
    assert "<script" not in shown, shown
    assert "onclick" not in shown, shown


def _parent(site: Site) -> None:
    email = site.accepted(site.ada)
    draft = site.draft(site.ada, parentId=email)
    assert site.ada.email(draft).get("contactId") == site.ada.email(email).get("contactId")


def _refused(section: str, operation: str, parameters: dict[str, Any], status: int, code: int) -> Promise:
    def check(site: Site) -> None:
        draft = site.draft(site.ada)
        before = site.ada.email(draft)
        site.ada.on(draft, operation, **parameters).expect(status, code)
        assert site.ada.email(draft) == before, "a refused operation changed something"

    shown = {name: str(value)[:50] for name, value in parameters.items()}
    return Promise(section, OURS, f"{operation} {shown}: {status} / {code}, and nothing changes", check)


def _unknown_queue(site: Site) -> None:
    site.ada.post(EMAILS, "Create", queueName="no such queue").expect(404, 6)


def _not_outbound(site: Site) -> None:
    email = site.accepted(site.ada)
    queue = site.ada.email(email)["interactionQueue"]
    site.ada.post(EMAILS, "Create", queueName=queue).expect(400, 10)


def _without_form(site: Site) -> None:
    draft = site.draft(site.ada)
    site.ada.http.ask("POST", f"{EMAILS}/{draft}/attachments", {"a": 1}).expect(415, 10)


PROMISES = (
    Promise("10.6", DOCUMENTED, "Create: an empty draft, Composing, its capabilities in order", _create),
    Promise("10.6", DOCUMENTED, "Create under a parent: the same contact", _parent),
    Promise("10.6", OURS, "Create in an unknown queue: 404 / 6", _unknown_queue),
    Promise("10.6", OURS, "Create in a queue that is not outbound: 400 / 10", _not_outbound),
    Promise(
        "10.7", DOCUMENTED, "Save: EmailSaved; arrays or commas; the other body is made; what is absent stays", _save
    ),
    Promise("10.7", OURS, "scripts and handlers do not stay in a draft", _script),
    Promise("10.9", DOCUMENTED, "Cancel: Canceled, gone", _cancel),
    Promise("10.4", DOCUMENTED, "Reply: to the sender, Re:, quoted, the original as it was", _reply),
    Promise("10.21", OURS, "Forward: Fwd:, with the original's files", _forward),
    Promise("10.8", DOCUMENTED, "Send: Completed, gone, not valid twice", _send),
    Promise("10.16", DOCUMENTED, "upload, AddAttachment, read, RemoveAttachment", _attach),
    Promise("10.16", OURS, "a path in a file's name is cut off", _path_in_name),
    Promise("11.1", OURS, "an upload that is no form: 415 / 10", _without_form),
    _refused("10.7", "Save", {}, 400, 1),
    _refused("10.7", "Save", {"email": "text"}, 400, 10),
    _refused("10.7", "Save", {"email": {"to": ["no address"]}}, 400, 10),
    _refused("10.0", "Save", {"email": {"subject": "a\r\nBcc: x@x.example"}}, 400, 10),
    _refused("10.0", "Save", {"email": {"to": ["A\nB <a@x.example>"]}}, 400, 10),
    _refused("10.0", "Save", {"email": {"subject": "s" * 999}}, 400, 10),
    _refused("10.7", "Save", {"email": {"from": "stranger@elsewhere.example"}}, 400, 10),
    _refused("10.8", "Send", {"queueName": "no such queue", "email": {"to": "a@x.example"}}, 404, 6),
    _refused("10.16", "AddAttachment", {}, 400, 1),
    _refused("10.16", "AddAttachment", {"documentId": "0000000000000000"}, 404, 6),
    _refused("10.17", "RemoveAttachment", {"documentId": "0000000000000000"}, 404, 6),
    _refused("9.2", "Complete", {}, 400, 2),
    _refused("9.2", "Reply", {}, 400, 2),
)
