"""Who sees a campaign and the tests in it (design, "Campaigns")."""

from collections.abc import Collection
from uuid import UUID

from aegis_kernel.rights import Caller, Role

_OVERSEE = frozenset({Role.ADMIN, Role.AUDITOR, Role.RED_LEAD, Role.BLUE_LEAD})


def oversees(caller: Caller) -> bool:
    """Whether restricted campaigns are not hidden from `caller`."""
    return not _OVERSEE.isdisjoint(caller.roles)


def is_guest(caller: Caller) -> bool:
    """Whether `caller` is nothing but a guest, who sees the campaigns that they are in."""
    return caller.roles <= {Role.GUEST}


def sees(caller: Caller, *, restricted: bool, members: Collection[UUID]) -> bool:
    """Whether a campaign is there for `caller`."""
    if oversees(caller) or caller.id in members:
        return True
    return not restricted and not is_guest(caller)
