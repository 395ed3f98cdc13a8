"""What every content item is, whatever its kind: one of four states, in one or more domains."""

from typing import Literal

State = Literal["active", "revoked", "deprecated", "withdrawn"]
Domain = Literal["enterprise", "mobile", "ics"]

DOMAINS: tuple[Domain, ...] = ("enterprise", "mobile", "ics")
"""All domains, in the order in which they are preferred and shown."""
OWN = "own"
"""The upstream of what is ours: no source claims it, no sync touches it."""


def state_of(*, live: bool, revoked: bool, deprecated: bool) -> State:
    """The state of an item: `withdrawn` once no source claims it any longer, else what upstream says of it."""
    if not live:
        return "withdrawn"
    if revoked:
        return "revoked"
    return "deprecated" if deprecated else "active"


def domain_rank(domains: "tuple[Domain, ...]") -> int:
    """The place of an item's foremost domain; items without one come last."""
    return min((DOMAINS.index(domain) for domain in domains), default=len(DOMAINS))


def in_order(domains: "set[Domain]") -> tuple[Domain, ...]:
    """The domains in their one order."""
    return tuple(domain for domain in DOMAINS if domain in domains)
