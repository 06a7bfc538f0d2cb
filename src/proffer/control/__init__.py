"""How the command line asks the running server: a local socket, and what may be asked through it.

`requests` lists what can be asked, `administration` does it, `socket` and `client` carry it. Without a running server
the command line opens the store and asks an `Administration` of its own.
"""

from proffer.control.administration import Administration
from proffer.control.client import NoServer, ask
from proffer.control.events import PasswordSet
from proffer.control.refusal import AdministrationRefused
from proffer.control.requests import (
    AddUser,
    Applied,
    Apply,
    Explained,
    Export,
    Exported,
    Inject,
    Injected,
    ListedUser,
    ListUsers,
    Request,
    SetPassword,
    Status,
    UserAdded,
    Why,
)
from proffer.control.socket import ControlSocket, ServerRunning

__all__ = [
    "AddUser",
    "Administration",
    "AdministrationRefused",
    "Applied",
    "Apply",
    "ControlSocket",
    "Explained",
    "Export",
    "Exported",
    "Inject",
    "Injected",
    "ListUsers",
    "ListedUser",
    "NoServer",
    "PasswordSet",
    "Request",
    "ServerRunning",
    "SetPassword",
    "Status",
    "UserAdded",
    "Why",
    "ask",
]
