"""Standard responses: texts that agents answer with, in a tree of categories (contract 11.2)."""

from __future__ import annotations

from proffer.record import Struct


class ResponseCategory(Struct, frozen=True, kw_only=True):
    """A folder of responses. `id` is that of a group: `3-` and a dashed UUID."""

    id: str
    name: str
    description: str = ""
    language: str = "English"
    parent: str | None = None  # name of the category it lies in; None: at the root
    approved: bool = True
    modified_at: int = 0  # epoch milliseconds; when it was last applied with a difference


class StandardResponse(Struct, frozen=True, kw_only=True):
    """A text with field codes. Agents see it while it is approved and between its two moments (epoch milliseconds)."""

    id: str  # 16 capitals and digits
    name: str
    category: str
    description: str = ""
    language: str = "English"
    subject: str = ""
    body: str = ""  # HTML
    approved: bool = True
    starts_at: int | None = None
    expires_at: int | None = None
    modified_at: int = 0

    def is_usable(self, now: int) -> bool:
        """Approved, begun and not expired."""
        begun = self.starts_at is None or self.starts_at <= now
        return self.approved and begun and (self.expires_at is None or now < self.expires_at)
