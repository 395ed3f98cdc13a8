"""Callers."""

from uuid import UUID

from aegis_kernel.rights import Caller, Role

ADMIN = Caller(id=UUID(int=1), name="Admin", roles=frozenset({Role.ADMIN}))
LEAD = Caller(id=UUID(int=2), name="Lead", roles=frozenset({Role.RED_LEAD, Role.BLUE_LEAD}))
NOBODY = Caller(id=UUID(int=3), name="Guest", roles=frozenset({Role.GUEST}))
