"""What this service was told of by others, as its commands ask for it."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import and_, case, func, literal, select

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.rights import Role
from aegis_testing.adapters.persistence.many import LONGEST_CHAIN
from aegis_testing.adapters.persistence.tables import known_user, organisation, succession, technique
from aegis_testing.application.ports import KnownPerson, KnownTechnique, KnownTool, Vocabulary
from aegis_testing.domain.circumstances import Policy
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import Technique

POLICY_KEY = "policy/-"
SCOPE_KEY = "scope/-"


class SqlOrganisation:
    """The port `Organisation`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def policy(self) -> Policy:
        statement = select(organisation.c.review, organisation.c.skew_tolerance_seconds).where(
            organisation.c.key == POLICY_KEY
        )
        row = (await self._uow.connection.execute(statement)).one_or_none()
        return Policy() if row is None else Policy(review=row.review, skew_tolerance_seconds=row.skew_tolerance_seconds)

    async def vocabulary(self) -> Vocabulary:
        each = select(func.unnest(technique.c.platforms).label("platform")).distinct().subquery("each")
        platforms = select(func.array_agg(each.c.platform)).scalar_subquery()
        environments = select(organisation.c.environments).where(organisation.c.key == SCOPE_KEY).scalar_subquery()
        row = (await self._uow.connection.execute(select(platforms, environments))).one()
        return Vocabulary(platforms=frozenset(row[0] or ()), environments=frozenset(row[1] or ()))


class SqlTools:
    """The port `Tools`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def by_id(self, tool_id: UUID) -> KnownTool | None:
        return await self._one(organisation.c.tool_id == tool_id)

    async def by_name(self, name: str) -> KnownTool | None:
        return await self._one(func.lower(organisation.c.tool_name) == name.lower())

    async def _one(self, condition: "object") -> KnownTool | None:
        statement = select(organisation.c.tool_id, organisation.c.tool_name).where(condition).limit(1)  # type: ignore[arg-type]  # a column expression
        row = (await self._uow.connection.execute(statement)).one_or_none()
        return None if row is None else KnownTool(id=row.tool_id, name=row.tool_name)

    async def any(self) -> bool:
        statement = select(select(organisation.c.key).where(organisation.c.tool_id.is_not(None)).exists())
        return bool((await self._uow.connection.execute(statement)).scalar_one())


class SqlTechniques:
    """The port `Techniques`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def find(self, named: UUID | str) -> KnownTechnique | None:
        """Follows successions to the last technique of the chain that we were told of."""
        column = technique.c.id if isinstance(named, UUID) else technique.c.attack_id
        wanted = named if isinstance(named, UUID) else named.upper()
        chain = (
            select(technique.c.id.label("named_id"), technique.c.id.label("current"), literal(0).label("step"))
            .where(column == wanted)
            .cte("chain", recursive=True)
        )
        chain = chain.union_all(
            select(chain.c.named_id, succession.c.target_id, chain.c.step + 1).join(
                succession,
                and_(
                    succession.c.old_id == chain.c.current,
                    succession.c.undone.is_(False),
                    succession.c.all_tests.is_(True),
                    chain.c.step < LONGEST_CHAIN,
                ),
            )
        )
        active_first = case((technique.c.state == "active", 0), else_=1)
        statement = (
            select(chain.c.named_id, technique.c.id, technique.c.attack_id, technique.c.name, technique.c.state)
            .join(technique, technique.c.id == chain.c.current)
            .order_by(active_first, chain.c.step.desc())
            .limit(1)
        )
        row = (await self._uow.connection.execute(statement)).one_or_none()
        if row is None:
            return None
        known = Technique(id=row.id, attack_id=row.attack_id, name=row.name)
        return KnownTechnique(named_id=row.named_id, technique=known, state=row.state)


class SqlPeople:
    """The port `People`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def find_all(self, people: Collection[UUID]) -> Mapping[UUID, KnownPerson]:
        statement = select(known_user.c.id, known_user.c.name, known_user.c.roles, known_user.c.active).where(
            known_user.c.id.in_(people)
        )
        return {
            row.id: KnownPerson(
                person=Person(row.id, row.name),
                roles=frozenset(Role(role) for role in row.roles if role in set(Role)),
                active=row.active,
            )
            for row in await self._uow.connection.execute(statement)
        }
