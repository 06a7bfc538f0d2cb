"""What is pushed, as typed news: an email changed, a channel changed, something was lost and should be read again."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, ValidationError

from proffer_client.objects import Channel, Email, read

EMAILS, CHANNELS = "/v2/me/emails", "/v2/me/channels"


class News(Struct, frozen=True, kw_only=True):
    """Something happened. `topic` and `data` as they came."""

    topic: str
    data: dict[str, Any]


class EmailNews(News, frozen=True, kw_only=True):
    """An email is as `email` says now. Caused by this agent's own request if there is a `reference_id`.

    `kind`: StatusChange, PropertiesUpdated, EmailSaved, AttachmentAdded, AttachmentRemoved, or Error with
    `error_code` and `error_message`.
    """

    kind: str
    email: Email
    reference_id: int | None = None
    operation_id: str | None = None
    error_code: int | None = None
    error_message: str | None = None


class ChannelNews(News, frozen=True, kw_only=True):
    """The agent's channels that changed."""

    channels: tuple[Channel, ...]


class OtherNews(News, frozen=True, kw_only=True):
    """A message of another topic, or of a form this client does not know."""


class Reread(News, frozen=True, kw_only=True):
    """The connection was lost for so long that messages may be missing: read emails and channels again."""

    topic: str = ""
    data: dict[str, Any] = {}


def read_news(message: dict[str, Any]) -> News:
    """A Bayeux message with data."""
    topic, data = str(message.get("channel", "")), message.get("data")
    if not isinstance(data, dict):
        return OtherNews(topic=topic, data={})
    try:
        if isinstance(data.get("email"), dict):
            return EmailNews(
                topic=topic,
                data=data,
                kind=str(data.get("notificationType", "")),
                email=read(Email, data["email"]),
                reference_id=data.get("referenceId"),
                operation_id=data.get("operationId"),
                error_code=data.get("errorCode"),
                error_message=data.get("errorMessage"),
            )
        if topic == CHANNELS:
            return ChannelNews(topic=topic, data=data, channels=read(tuple[Channel, ...], data.get("channels")))
    except ValidationError:
        pass
    return OtherNews(topic=topic, data=data)
