"""`./dev bench NAME`: runs one benchmark; without a name it lists them."""

from __future__ import annotations

import sys

from bench import bayeux, idle, lists, reject, search

BENCHMARKS = {
    "reject": (reject.main, "POST Reject to the next agent's invitation, beside a bare ASGI app"),
    "bayeux": (bayeux.main, "messages to 100 and 1,000 clients on both transports, beside other Bayeux servers"),
    "idle": (idle.main, "what 5,000 waiting polls and 5,000 WebSockets cost, beside other Bayeux servers"),
    "lists": (lists.main, "lists and history with 2,000 closed emails beside 200,000, on both databases"),
    "search": (search.main, "emails found by their words among 2,000 beside 200,000, on both databases"),
}


def main(arguments: list[str]) -> None:
    """Ends with 2 when there is no benchmark of that name."""
    if not arguments or arguments[0] not in BENCHMARKS:
        for name, (_, meaning) in BENCHMARKS.items():
            print(f"./dev bench {name:10} {meaning}")
        raise SystemExit(0 if not arguments else 2)
    BENCHMARKS[arguments[0]][0](arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
