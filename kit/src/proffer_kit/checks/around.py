"""What stands around the emails: customers, history, colleagues, services (contract 11)."""

from __future__ import annotations

from proffer_kit.promise import DOCUMENTED, OURS, SEEN, Promise, Skip
from proffer_kit.site import Site


def _contact(site: Site) -> str:
    email = site.accepted(site.ada)
    contact = site.ada.email(email).get("contactId")
    if not contact:
        raise Skip("mail makes no contacts here")
    return str(contact)


def _told_on_ucs(site: Site, since: int, kind: str) -> dict[str, object]:
    return site.ada.push.wait(
        lambda message: message["channel"] == "/v2/me/ucs" and message["data"].get("messageType") == kind, since
    )


def _history(site: Site) -> None:
    contact, since = _contact(site), site.ada.push.since
    path = f"/api/v2/ucs/contacts/{contact}/interactions"
    site.ada.post(path, "RetrieveContactHistory").expect(200, 0)
    data = _told_on_ucs(site, since, "GetInteractionsHistoryMessage")
    assert "'Inbound'" in str(data), data


def _read_contact(site: Site) -> None:
    found = site.ada.get(f"/api/v2/ucs/contacts/{_contact(site)}").json
    assert site.settings.sender in str(found), found


def _directory(site: Site) -> None:
    found = site.ada.get("/api/v2/contacts?fields=*").json
    assert site.bob.user.casefold() in str(found).casefold(), str(found)[:300]


def _version(site: Site) -> None:
    site.ada.http.ask("GET", "/api/v2/diagnostics/version", anonymous=True).expect(200, 0)


def _services(site: Site) -> None:
    assert site.ada.get("/api/v2/services?fields=*").json["services"]


def _finished(site: Site) -> None:
    email = site.accepted(site.ada)
    site.ada.on(email, "Complete").expect(200, 0)
    site.gone(site.ada, email)
    site.ada.http.ask("GET", f"/api/v2/me/emails/{email}").expect(404, 6)
    assert site.ada.get(f"/api/v2/emails/{email}").json["email"]["state"] == "Completed"


def _alias(site: Site) -> None:
    email = site.accepted(site.ada)
    one = site.ada.get(f"/api/v2/email/{email}").json["email"]
    other = site.ada.get(f"/api/v2/emails/{email}").json["email"]
    assert one == other


PROMISES = (
    Promise("11.8", DOCUMENTED, "RetrieveContactHistory: told on /v2/me/ucs", _history),
    Promise("11.7", DOCUMENTED, "a customer is read by the id on his email", _read_contact),
    Promise("11.6", DOCUMENTED, "the directory has colleagues", _directory),
    Promise("11.9", DOCUMENTED, "the version is told to anybody", _version),
    Promise("11.9", DOCUMENTED, "the services", _services),
    Promise("2.9", OURS, "a finished email: 404 below /me, and to be read elsewhere", _finished),
    Promise("2.1", SEEN, "an email has two addresses", _alias),
)
