"""The page that `proffer demo` prints: where everything is, who may log in, and lines to try."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

ROLES = {"sam": "supervisor", "admin": "administrator"}

PAGE = """
Proffer is running, with a demo contact centre. Ctrl-C stops it.

  Page     {base}/  (the users below stand beside its sign-in form)
  API      {base}/api/v2
  CometD   {base}/api/v2/notifications
  SMTP     {smtp}, for {mailbox}{lmtp}
  Data     {data}

{users}

Be an agent on the page, or in another terminal (as bob and cyn too, and see refused mails go round):

  {program} agent ada --url {base} --password {ada}

Or by hand. Log in and be ready:

  curl -u ada:{ada} -d '{{"operationName":"StartContactCenterSession","channels":["email"]}}' {base}/api/v2/me
  curl -u ada:{ada} -d '{{"operationName":"Ready"}}' {base}/api/v2/me/channels/email

See what is offered (30 seconds each):

  curl -u ada:{ada} '{base}/api/v2/me/emails?fields=*'

Reject it:

  curl -u ada:{ada} -d '{{"operationName":"Reject"}}' \
{base}/api/v2/me/$(curl -s -u ada:{ada} {base}/api/v2/me/emails | grep -o 'emails/[0-9A-Za-z]*' | head -n 1)

Send another mail:

  printf 'From: Kim <kim@example.org>\\nTo: {mailbox}\\nSubject: One more question\\n\\nHello!\\n' | \
curl -s --crlf smtp://{smtp} --mail-from kim@example.org --mail-rcpt {mailbox} -T -
"""


def page(addresses: Mapping[str, str], *, mailbox: str, passwords: Mapping[str, str], data: Path) -> str:
    """Text for a terminal."""
    width = max(len(password) for password in passwords.values())
    users = "\n".join(
        f"  {name:<8} {password:<{width}}  {ROLES.get(name, 'agent')}" for name, password in passwords.items()
    )
    return PAGE.format(
        base=addresses["base"],
        smtp=addresses["smtp"],
        lmtp=f"\n  LMTP     {addresses['lmtp']}" if "lmtp" in addresses else "",
        mailbox=mailbox,
        data=data,
        users=users,
        ada=passwords.get("ada", "PASSWORD"),
        program=_program(),
    )


def _program() -> str:
    """As it would be typed here: with its folder, unless that is where programs are looked for."""
    program = Path(sys.argv[0])
    found = shutil.which("proffer")
    if program.name != "proffer" or (found is not None and Path(found).resolve() == program.resolve()):
        return "proffer"
    if program.is_absolute() and program.is_relative_to(Path.cwd()):
        program = program.relative_to(Path.cwd())
    return shlex.quote(str(program))
