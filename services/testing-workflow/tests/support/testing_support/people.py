"""Who takes part in these tests."""

from uuid import UUID

from aegis_kernel.rights import Caller, Role


def caller(name: str, *roles: Role, token_id: str | None = None, scopes: frozenset[str] = frozenset()) -> Caller:
    """A caller whose id follows from the name."""
    number = int.from_bytes(name.encode().ljust(15, b"\0")[:15])
    return Caller(id=UUID(int=number), name=name, roles=frozenset(roles), token_id=token_id, scopes=scopes)


ROSA = caller("Rosa", Role.RED_TECH)
RALF = caller("Ralf", Role.RED_TECH)
BELA = caller("Bela", Role.BLUE_TECH)
BRIT = caller("Brit", Role.BLUE_TECH)
RUTH = caller("Ruth", Role.RED_LEAD)
ROLF = caller("Rolf", Role.RED_LEAD)
BERT = caller("Bert", Role.BLUE_LEAD)
BEA = caller("Bea", Role.BLUE_LEAD)
DORA = caller("Dora", Role.RED_LEAD, Role.BLUE_LEAD)
SOLO = caller("Solo", Role.ADMIN, Role.RED_TECH, Role.RED_LEAD, Role.BLUE_TECH, Role.BLUE_LEAD)
ADA = caller("Ada", Role.ADMIN)
VERA = caller("Vera", Role.VIEWER)

EVERYONE = (ROSA, RALF, BELA, BRIT, RUTH, ROLF, BERT, BEA, DORA, SOLO, ADA, VERA)
