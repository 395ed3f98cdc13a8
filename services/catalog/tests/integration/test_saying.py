"""What people did to content is told as imports tell: compared with what was said last, set-based, versions checked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
import pytest
from catalog_support.claims import facts
from catalog_support.exercise import exercise_id, rule
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.content.publications import SqlPublications
from aegis_catalog.application.content.ports import States
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_kernel.errors import Stale

R1, R2 = exercise_id("sigma", "rule", "r1"), exercise_id("sigma", "rule", "r2")
DEPLOY = (
    "insert into rule_deployment values ($1, $2, 'enabled', '2026-01-01Z', null, null, 1, $2, 'Lena', '2026-01-01Z')"
)


async def deploy(
    catalog: CatalogForTests, *rules: UUID, expected: Mapping[str, int] | None = None
) -> Mapping[str, int]:
    """Deploys rules as a command would; tells of r1 and r2, changed or not."""
    async with catalog.container() as scope:
        uow, publications, states = [await scope.get(kind) for kind in (SqlUnitOfWork, SqlPublications, States)]  # type: ignore[type-abstract]  # a port
        async with uow:
            read: Mapping[UUID, Any] = await states.of("rule", [R1, R2])
            assert all(not state.deployments for state in read.values())
            driver = (await uow.connection.get_raw_connection()).driver_connection
            await driver.executemany(DEPLOY, [(rule_id, UUID(int=1)) for rule_id in rules])
            now = {str(id_): state for id_, state in (await states.of("rule", [R1, R2])).items()}
            versions: Mapping[str, int] = await publications.say(
                CATALOG_RULES, now, type_="RuleDeployed", expected=expected, reason="Ticket 7"
            )
            await uow.commit()
    return versions


async def test_what_differs_is_told_with_its_next_version_and_kept_as_history(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(rule("r1"), rule("r2")))
    await catalog.events()
    assert await deploy(catalog, R1, expected={str(R1): 1, str(R2): 1}) == {str(R1): 2, str(R2): 1}
    [(_, type_, version, data)] = await catalog.events("rules")
    assert (type_, version, data["reason"]) == ("aegis.catalog.rule.deployed.v1", 2, "Ticket 7")
    assert data["changed"] == {"deployments": []}
    history = "select type, reason from history where key = $1 order by version"
    assert await catalog.rows(history, str(R1)) == [("RulePublished", None), ("RuleDeployed", "Ticket 7")]


async def test_a_version_that_has_gone_on_is_stale_and_nothing_is_changed(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(rule("r1"), rule("r2")), facts(rule("r2", severity="low"), version=2))
    await catalog.events()
    with pytest.raises(Stale) as raised:
        await deploy(catalog, R1, R2, expected={str(R1): 1, str(R2): 1})
    assert raised.value.current == 2
    assert await catalog.events() == []
    assert await catalog.rows("select * from rule_deployment") == []


async def test_an_import_keeps_what_people_said(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(rule("r1"), rule("r2")))
    await deploy(catalog, R1)
    await catalog.events()
    await catalog.hear(facts(rule("r1", severity="low"), version=2))
    [(_, type_, version, data)] = await catalog.events("rules")
    assert (type_, version, data["changed"]) == ("aegis.catalog.rule.revised.v1", 3, {"severity": "high"})
    assert [entry["tool_id"] for entry in data["state"]["deployments"]] == [str(UUID(int=1))]
    [(state,)] = await catalog.rows("select state from publication where key = $1", str(R1))
    assert msgspec.json.decode(state)["severity"] == "low"
