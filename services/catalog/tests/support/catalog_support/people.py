"""Callers of every kind."""

from uuid import UUID

from aegis_kernel.ids import named_id
from aegis_kernel.rights import Caller, Role


def somebody(*roles: Role, name: str = "Ada") -> Caller:
    """A caller with these roles; the same name is the same person."""
    return Caller(id=id_of(name), name=name, roles=frozenset(roles))


def id_of(name: str) -> UUID:
    """The id of the person with that name."""
    return named_id("test", "person", name)


LEAD = somebody(Role.RED_LEAD, name="Lena")
TECH = somebody(Role.BLUE_TECH, name="Tom")
ADMIN = somebody(Role.ADMIN, name="Ada")
VIEWER = somebody(Role.VIEWER, name="Vera")
