"""Emails: read them, and everything that can be done with one. A method for each operation, named after it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlencode

from proffer_client.news import EmailNews
from proffer_client.objects import Email, read

if TYPE_CHECKING:
    from proffer_client.agent import Done
    from proffer_client.http import Http

MINE = "/api/v2/me/emails"


class Asking(Protocol):
    """What the methods below are made of."""

    http: Http

    async def operate(self, path: str, operation_name: str, **parameters: Any) -> Done: ...

    async def outcome(self, path: str, operation_name: str, **parameters: Any) -> EmailNews: ...


class Emails:
    """Part of `Agent`. Methods that open or make an email wait for its news and return it; the others return Done."""

    async def emails(self: Asking, **filters: str) -> tuple[Email, ...]:
        """All in hand, the oldest first; `state="Invited"` and the like choose."""
        query = urlencode({"fields": "*", **filters})
        return read(tuple[Email, ...], (await self.http.get(f"{MINE}?{query}"))["emails"])

    async def email(self: Asking, email_id: str) -> Email:
        """One that is in hand, finished, or visible to the agent's role."""
        return read(Email, (await self.http.get(f"/api/v2/emails/{_id(email_id)}"))["email"])

    async def attachment(self: Asking, email_id: str, document_id: str) -> bytes:
        """The bytes of a file."""
        return (await self.http.send("GET", f"/api/v2/emails/{_id(email_id)}/attachments/{_id(document_id)}")).body

    async def source(self: Asking, email_id: str) -> bytes:
        """The original message."""
        return (await self.http.send("GET", f"/api/x/v1/emails/{_id(email_id)}/source")).body

    async def accept(self: Asking, email_id: str, *, save_lar: bool = False) -> Email:
        """Takes an invitation; the whole email."""
        return (await self.outcome(_mine(email_id), "Accept", saveLAR=save_lar or None)).email

    async def reject(self: Asking, email_id: str) -> Done:
        """Refuses an invitation: it goes on to somebody else."""
        return await self.operate(_mine(email_id), "Reject")

    async def complete(self: Asking, email_id: str, *, queue_name: str | None = None, save_lar: bool = False) -> Done:
        """Done with an inbound email; with a queue it goes on there."""
        return await self.operate(_mine(email_id), "Complete", queueName=queue_name, saveLAR=save_lar or None)

    async def attach_user_data(self: Asking, email_id: str, user_data: dict[str, Any]) -> Done:
        """Merges into the user data."""
        return await self.operate(_mine(email_id), "AttachUserData", userData=user_data)

    async def update_user_data(self: Asking, email_id: str, user_data: dict[str, Any]) -> Done:
        """The same by its other name."""
        return await self.operate(_mine(email_id), "UpdateUserData", userData=user_data)

    async def delete_user_data(self: Asking, email_id: str, keys: Iterable[str]) -> Done:
        """Removes keys."""
        return await self.operate(_mine(email_id), "DeleteUserData", keys=list(keys))

    async def set_disposition(self: Asking, email_id: str, disposition: str, *, key: str | None = None) -> Done:
        """The business outcome."""
        return await self.operate(_mine(email_id), "SetDisposition", disposition=disposition, dispositionKey=key)

    async def add_comment(self: Asking, email_id: str, comment: str) -> Done:
        """A remark; an empty one removes it."""
        return await self.operate(_mine(email_id), "AddComment", comment=comment)

    async def set_in_focus(self: Asking, email_id: str) -> Done:
        """The agent looks at it now."""
        return await self.operate(_mine(email_id), "SetInFocus")


def _mine(email_id: str) -> str:
    return f"{MINE}/{_id(email_id)}"


def _id(found: str) -> str:
    return quote(found, safe="")
