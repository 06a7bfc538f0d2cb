"""Addresses the server prints (contract 2.13); how those in requests are read is `operations/resource_uri.py`."""

from __future__ import annotations

from proffer.record import Struct

API = "/api/v2"


class Uris(Struct, frozen=True):
    """Every address the server prints starts with `external`, which ends in `/api/v2`."""

    external: str  # option external-api-url

    def email(self, email_id: str) -> str:
        """The one `uri` of an email, singular and without /me."""
        return f"{self.external}/email/{email_id}"

    def my_email(self, email_id: str) -> str:
        """An entry of `uris` in GET /me/emails."""
        return f"{self.external}/me/emails/{email_id}"

    def attachment(self, email_id: str, document_id: str) -> str:
        return f"{self.external}/emails/{email_id}/attachments/{document_id}"

    def at(self, path: str) -> str:
        """The absolute form of a `path`."""
        return self.external + path
