"""Claims on PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import msgspec

from aegis_catalog.adapters.persistence.content.bulk import replace_rows
from aegis_catalog.adapters.persistence.content.tables import claim
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.import_content import Claim
from aegis_kernel.facts import Fact

_KEPT = "select claim_id, version from claim where claim_id = any($1::uuid[])"
_OTHERS = "select content_id, body from claim where content_id = any($1::uuid[]) and claim_id <> all($2::uuid[])"
_APPLIED = "select kind, count(*) as claims from claim where run_id = $1 group by kind order by kind"
_DOMAINS = """
select distinct domain from claim
where source_id = $1 and kind = 'tactic' and domain is not null and withdrawn_at is null
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Claim).decode


class SqlClaims:
    """`Claims` in the consumer's transaction, whose inbox fences all others from these keys."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def take(self, facts: Sequence[Fact[Claim]]) -> Sequence[Sequence[Claim]]:
        newest = {fact.state.claim_id: fact for fact in facts}
        if not newest:
            return []
        driver = await driver_of(self._uow.connection)
        kept = {row["claim_id"]: row["version"] for row in await driver.fetch(_KEPT, list(newest))}
        newer = [fact for claim_id, fact in newest.items() if fact.version > kept.get(claim_id, -1)]
        if not newer:
            return []
        of_item: dict[UUID, list[Claim]] = {}
        for fact in newer:
            of_item.setdefault(fact.state.content_id, []).append(fact.state)
        taken = [fact.state.claim_id for fact in newer]
        for row in await driver.fetch(_OTHERS, list(of_item), taken):
            of_item[row["content_id"]].append(_decode(row["body"]))
        await replace_rows(self._uow, claim, "claim_id", kept.keys() & set(taken), [_row(fact) for fact in newer])
        return list(of_item.values())

    async def applied(self, run_id: UUID) -> Mapping[str, int]:
        driver = await driver_of(self._uow.connection)
        return {row["kind"]: row["claims"] for row in await driver.fetch(_APPLIED, run_id)}

    async def domains_of(self, source_id: UUID) -> Collection[str]:
        driver = await driver_of(self._uow.connection)
        return [row["domain"] for row in await driver.fetch(_DOMAINS, source_id)]


def _row(fact: Fact[Claim]) -> tuple[object, ...]:
    """The values of a row, in the order of the table's columns."""
    state = fact.state
    return (
        state.claim_id,
        state.content_id,
        state.item.__struct_config__.tag,
        state.source_id,
        state.run_id,
        state.domain,
        state.withdrawn_at,
        fact.version,
        _encode(state),
    )
