"""The mailboxes are the configured addresses, looked up the way people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from proffer.mail.receiving.port import Accepted, Refused

__all__ = ["POSTMASTER", "Mailboxes", "normal_address"]

DOMAIN_CHARACTERS_MAX = 255  # RFC 5321 4.5.3.1.2
POSTMASTER = "postmaster"


class Mailboxes:
    """Finds the mailbox of a recipient: `Support+invoice@EXAMPLE.com` is `support@example.com`.

    Capitals do not matter on either side of the @, nor whether a domain is written in Unicode or in its ASCII form
    (RFC 5891), nor how accents are composed. A sub-address (RFC 5233) belongs to its mailbox unless it is one itself.
    `<postmaster>` without a domain and the postmaster of every domain here go to `postmaster`, unless they are
    configured themselves: RFC 5321 4.5.1 asks every server to take mail for them.
    """

    def __init__(self, addresses: Iterable[str], *, separator: str = "+", postmaster: str = "") -> None:
        self._by_normal = {normal_address(address): Accepted(address) for address in addresses}
        self._separator = separator
        if postmaster:
            domains = {normal.rpartition("@")[2] for normal in self._by_normal}
            for address in (POSTMASTER, *(f"{POSTMASTER}@{domain}" for domain in sorted(domains))):
                self._by_normal.setdefault(address, Accepted(postmaster))

    def mailbox_for(self, recipient: str) -> Accepted | Refused:
        normal = normal_address(recipient)
        found = self._by_normal.get(normal)
        if found is None and self._separator:
            local_part, at, domain = normal.rpartition("@")
            found = self._by_normal.get(local_part.split(self._separator, 1)[0] + at + domain)
        return found or Refused()


def normal_address(address: str) -> str:
    """One spelling for all spellings of the same address."""
    local_part, at, domain = address.strip().rpartition("@")
    if not at:
        local_part, domain = domain, ""
    if len(local_part) > 1 and local_part[0] == local_part[-1] == '"':  # "ada"@example.com is ada@example.com
        local_part = local_part[1:-1].replace("\\", "")
    return unicodedata.normalize("NFC", local_part).casefold() + at + _normal_domain(domain)


def _normal_domain(domain: str) -> str:
    domain = unicodedata.normalize("NFC", domain).casefold().rstrip(".")
    if domain.isascii() or len(domain) > DOMAIN_CHARACTERS_MAX:
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
