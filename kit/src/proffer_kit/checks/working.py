"""Work on an email in hand: user data, comment, transfer, workbin (contract 10.10 to 10.15, 10.19 to 10.23)."""

from __future__ import annotations

from typing import Any

from proffer_kit.promise import DOCUMENTED, OURS, Promise, Skip
from proffer_kit.site import Site


def _changes(operation: str, parameters: dict[str, Any], keys: dict[str, Any], gone: tuple[str, ...] = ()) -> Promise:
    def check(site: Site) -> None:
        email = site.accepted(site.ada)
        site.ada.on(email, "AttachUserData", userData={"Old": "1", "Gone": "1"}).expect(200, 0)
        site.ada.told(email, notificationType="PropertiesUpdated")
        since = site.ada.push.since
        site.ada.on(email, operation, **parameters).expect(200, 0)
        data = site.ada.told(email, since, notificationType="PropertiesUpdated")
        found = data["email"]["userData"]
        assert found == found | keys, found
        assert not set(gone) & set(found), found
        assert site.ada.email(email)["userData"] == found

    return Promise("10.12", DOCUMENTED, f"{operation} {parameters}: PropertiesUpdated with the whole map", check)


def _refused(section: str, operation: str, parameters: dict[str, Any], status: int, code: int) -> Promise:
    def check(site: Site) -> None:
        email = site.accepted(site.ada)
        before = site.ada.email(email)
        site.ada.on(email, operation, **parameters).expect(status, code)
        assert site.ada.email(email) == before, "a refused operation changed something"

    shown = {name: str(value)[:40] for name, value in parameters.items()}
    return Promise(section, OURS, f"{operation} {shown}: {status} / {code}, and nothing changes", check)


def _comment(site: Site) -> None:
    email = site.accepted(site.ada)
    site.ada.on(email, "AddComment", comment="Called back").expect(200, 0)
    assert site.ada.told(email, notificationType="PropertiesUpdated")["email"]["comment"] == "Called back"
    site.ada.on(email, "AddComment", comment="").expect(200, 0)
    assert "comment" not in site.ada.email(email)


def _focus(site: Site) -> None:
    site.ada.on(site.accepted(site.ada), "SetInFocus").expect(200, 0)


def _bobs(site: Site) -> dict[str, str]:
    return {"userUri": str(site.bob.me["uri"]).replace("/api/v2/me", f"/api/v2/users/{site.bob.me['id']}")}


def _transfer_accepted(site: Site) -> None:
    email = site.accepted(site.ada)
    site.bob.state("Ready")
    since, theirs = site.ada.push.since, site.bob.push.since
    site.ada.on(email, "Transfer", **_bobs(site)).expect(200, 0)
    pending = site.ada.told(email, since)
    assert (pending["notificationType"], pending["email"]["capabilities"]) == ("PropertiesUpdated", []), pending
    site.bob.told(email, theirs, state="Invited")
    site.bob.on(email, "Accept").expect(200, 0)
    done = site.ada.told(email, since, state="Completed")
    assert done["referenceId"] == pending["referenceId"], "the end of a transfer names another request"
    site.gone(site.ada, email)
    assert site.bob.email(email)["state"] == "Processing"


def _transfer_rejected(site: Site) -> None:
    email = site.accepted(site.ada)
    site.bob.state("Ready")
    since, theirs = site.ada.push.since, site.bob.push.since
    site.ada.on(email, "Transfer", **_bobs(site)).expect(200, 0)
    site.bob.told(email, theirs, state="Invited")
    site.bob.on(email, "Reject").expect(200, 0)
    error = site.ada.told(email, since, notificationType="Error")
    assert isinstance(error["errorCode"], int), error
    assert "Complete" in error["email"]["capabilities"], "the giver has not got his capabilities back"
    assert site.ada.email(email)["state"] == "Processing"


def _transfer_to_nobody(site: Site) -> None:
    email = site.accepted(site.ada)
    site.bob.state("NotReady")
    site.ada.on(email, "Transfer", **_bobs(site)).expect(400, 2)


def _transfer_to_queue(site: Site) -> None:
    email = site.accepted(site.ada)
    queue = site.ada.email(email)["interactionQueue"]
    site.ada.state("NotReady")
    site.bob.state("Ready")
    since, theirs = site.ada.push.since, site.bob.push.since
    site.ada.on(email, "Transfer", queueName=queue).expect(200, 0)
    site.ada.told(email, since, state="Completed")
    site.bob.told(email, theirs, state="Invited")


def _workbin(site: Site) -> None:
    email = site.accepted(site.ada)
    bins = site.ada.get("/api/v2/me/workbins?fields=*").json["workbins"]
    found = [one for one in bins if one["workbinName"] == "email-in-progress-wb"]
    if not found:
        raise Skip("there is no workbin email-in-progress-wb")
    path, since = f"/api/v2/me/workbins/{found[0]['id']}", site.ada.push.since
    site.ada.post(path, "AddEmail", id=email).expect(200, 0)
    site.ada.told(email, since, state="Completed")
    site.ada.push.wait(lambda message: message["channel"] == "/v2/me/workbins", since)
    inside = site.ada.get(f"{path}?subresources=*").json["workbin"]["emails"]
    assert email in [one["id"] for one in inside], inside
    site.gone(site.ada, email)
    site.ada.post(path, "PullEmail", id=email).expect(200, 0)
    assert site.ada.email(email)["state"] == "Processing"


PROMISES = (
    _changes("AttachUserData", {"userData": {"New": 1, "Old": "2"}}, {"New": 1, "Old": "2", "Gone": "1"}),
    _changes("UpdateUserData", {"userData": {"Old": {"a": True}}}, {"Old": {"a": True}, "Gone": "1"}),
    _changes("DeleteUserData", {"keys": ["Gone", "Never"]}, {"Old": "1"}, ("Gone",)),
    _changes("DeleteUserData", {"userData": {"Gone": "x"}}, {"Old": "1"}, ("Gone",)),
    _changes("SetDisposition", {"disposition": "solved"}, {"DISP_KEY": "solved"}),
    _changes("SetDisposition", {"disposition": "x", "dispositionKey": "Why"}, {"Why": "x"}),
    Promise("10.19", OURS, "AddComment: shown as comment; an empty one removes it", _comment),
    Promise("10.20", OURS, "SetInFocus is answered 0", _focus),
    Promise(
        "10.11",
        OURS,
        "Transfer to an agent: Invited there, none for the giver meanwhile, Completed",
        _transfer_accepted,
    ),
    Promise("10.11", OURS, "Transfer rejected: Error for the giver, who has it as before", _transfer_rejected),
    Promise("10.11", OURS, "Transfer to an agent who is not ready: 400 / 2", _transfer_to_nobody),
    Promise("10.11", DOCUMENTED, "Transfer to a queue: Completed at once, offered to the next", _transfer_to_queue),
    Promise("11.3", DOCUMENTED, "a workbin: put in, told, listed, pulled", _workbin),
    _refused("10.12", "AttachUserData", {}, 400, 1),
    _refused("10.12", "AttachUserData", {"userData": "text"}, 400, 10),
    _refused("8.1", "AttachUserData", {"userData": {"a": [1]}}, 400, 10),
    _refused("8.1", "AttachUserData", {"userData": {"k" * 256: 1}}, 400, 10),
    _refused("8.1", "AttachUserData", {"userData": {"a": "x" * 70_000}}, 400, 10),
    _refused("10.12", "SetDisposition", {}, 400, 1),
    _refused("10.12", "SetDisposition", {"disposition": 7}, 400, 10),
    _refused("10.11", "Transfer", {}, 400, 1),
    _refused("10.11", "Transfer", {"queueName": "no such queue"}, 404, 6),
    _refused("10.11", "Transfer", {"userUri": "/users/nobody"}, 404, 6),
    _refused("10.11", "Transfer", {"userUri": "/users/nobody", "queueName": "x"}, 400, 10),
    _refused("10.10", "Complete", {"queueName": "no such queue"}, 404, 6),
    _refused("9.2", "Send", {"queueName": "x", "email": {}}, 400, 2),
    _refused("9.2", "Save", {"email": {}}, 400, 2),
    _refused("9.2", "Cancel", {}, 400, 2),
)
