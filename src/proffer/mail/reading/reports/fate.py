"""Whether an address is gone for good, by what servers say of it: exact codes first, else their words."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words for what may pass, or lies with the message or its sender: to send again, or otherwise, may help.
MAY_PASS = re.compile(
    r"""
      (mail)?box(\ for\ \S+)?(\ is)?\ ?(full|frozen) | over\ ?quota | disk\ quota | quota\ (is\ )?(exceed|full)
    | exceed\S*\ (the\ )?(\w+\ )?quota | out\ of\ (space|storage) | (disk|storage|mailbox\ size|size)\ limit
    | (not\ enough|insufficient)\ (\w+\ )*(space|storage) | too\ (large|big|many|much|fast)
    | size\ (exceeds|limit) | length\ exceeds
    | disabled | suspend | inactive | discontinued | not\ active | deactivated | locked | is\ blocked | est\ bloque
    | no\ longer\ accepting
    | spam | \bube\b | \bvirus | black ?list | block ?list | blocked | dnsbl | reputation | gr[ae]y.?list
    | \bspf\b | dmarc | \bdkim\b | unauthenticated | polic(y|ies) | content\ reject | rejected\ for | relay
    | sender\ (address\ )?(rejected|denied|verify) | domain\ of\ sender | return-path | client\ host
    | after\ mail\ from | in\ reply\ to\ mail\ from | my\ name\ was | helo | 5\.1\.[78]\b
    | ip\ address\ (black|is) | \bptr\b | reverse\ dns | rate\ limit | frequency | temporar | try\ again\ later
    | deferred | timed?\ ?out | expired | connection\ refused | lost\ connection | too\ many\ hops | hop\ count
    | loop | no\ such\ file | couldn't\ create | malformed | auth\S*\ required | not\ permitted | only\ accepts
    | prohibited | headers?\ (error|too) | duplicate\ header
    """,
    re.IGNORECASE | re.VERBOSE,
)
WHO = r"(user|recipient|mailbox|account|address|addressee|customer)"
# Words for an address or a domain that does not exist, has moved, or takes no mail.
GONE = re.compile(
    rf"""
      {WHO}('s)?\W*(name\W*)?(<?[^\s<>]+@[^\s<>]+>?\W*)?(is\ |was\ |are\ |wasn.t\ |isn.t\ )?(currently\ )?(
          unknown | not\ (found|known|exist|listed|here|valid|local|recogni[sz]ed|our) | found\ at | listed\ in
        | no\ longer\ (on|at|with|valid|available|exist) | does(n.t|\ not)\ exist | has\ moved | invalid
        | undeliverable | unavailable )
    | (unknown|no\ such|invalid|nonexist\S*|non-exist\S*|undefined|unrouteable|unroutable|illegal)[ ]
      ((local|virtual|e?-?mail|destination|internet|final|delivery|user)\ )*
      ({WHO}|alias|person|name|domain|host|localpart|mailing\ list)
    | (not\ (our|a\ valid|a\ known|an?\ active)|isn.t\ a\ valid|no\ valid)\ {WHO}
    | ({WHO}|domain|host)\ (do(es)?|may)\ ?n[o']t\ (\w+\ )?exist | not\ listed\ in
    | (could|can)(not|n.t|\ not)\ find\ ((the|a|any)\ )?({WHO}|host|domain|mail\ exchanger)
    | (no|any)\ (mailbox|account|recipient)\ (here|by|with|of|in) | user\ doesn.t\ have | who\ is\ not\ a\ user
    | not\ in\ (the\ )?(directory|address\ book) | recip\S*notfound
    | (host|domain|system)(\ or\ domain)?(\ name)?\W*(<?\S+>?\W*)?(is\ )?(
          unknown | not\ (found|exist|known|reachable) | does(n.t|\ not)\ exist )
    | name\ (server|service)\ error.*not\ found | no\ mx[ ] | no\ (mx|a)\ (or\ \S+\ )?record | nxdomain
    | no\ dns\ information | (does\ not|doesn.t)\ accept\ (any\ )?mail | null\ ?mx | no\ smtp\ service
    | not\ accepting\ network | has\ (been\ )?(moved|left) | not\ our\ (user|customer)
    | recipient\ address\ rejected(\W*$|\W+access\ denied) | 見つかりません | リストにありません | 存在しません
    """,
    re.IGNORECASE | re.VERBOSE,
)
CODES_GONE = frozenset(("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.4.4", "5.7.27"))
NO_MAILBOX = frozenset(("5.1.1", "5.1.6", "5.1.10"))


def is_gone(lines: Iterable[str], status: str, *, after_data: bool = False) -> bool:
    """Hard or not, by the lines that servers said. `after_data`: said when the message had been handed over.

    Then it is a filter that does not want this message, unless the code says that there is no such mailbox.
    """
    exact = status in NO_MAILBOX
    passing = False
    for line in lines:
        may_pass = MAY_PASS.search(line) is not None
        passing = passing or may_pass
        if not may_pass and GONE.search(line) and (exact or not after_data):
            return True
    return status in CODES_GONE and not passing and (exact or not after_data)
