"""A typed asyncio client for Proffer: an agent's session, operations on emails, and news as they happen."""

from proffer_client.agent import Agent, Done
from proffer_client.errors import (
    AlreadyExists,
    Forbidden,
    InUse,
    Missing,
    MustChangePassword,
    NoAnswer,
    NoPermission,
    NotAuthenticated,
    NotFound,
    NotValidNow,
    OutOfRange,
    Refused,
    ServerFailed,
)
from proffer_client.news import ChannelNews, EmailNews, News, OtherNews, Reread
from proffer_client.objects import Attachment, Channel, Colleague, Email, Invitation, Queue, User, UserState

__all__ = [
    "Agent",
    "AlreadyExists",
    "Attachment",
    "Channel",
    "ChannelNews",
    "Colleague",
    "Done",
    "Email",
    "EmailNews",
    "Forbidden",
    "InUse",
    "Invitation",
    "Missing",
    "MustChangePassword",
    "News",
    "NoAnswer",
    "NoPermission",
    "NotAuthenticated",
    "NotFound",
    "NotValidNow",
    "OtherNews",
    "OutOfRange",
    "Queue",
    "Refused",
    "Reread",
    "ServerFailed",
    "User",
    "UserState",
]
