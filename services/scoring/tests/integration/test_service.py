"""The service as it runs: facts come in by the bus, scores go out by it."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest_asyncio
from scoring_builders import named
from scoring_facts import scope, technique, validated

from aegis_chassis.messaging.envelope import decode, encode
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import run_loops
from aegis_chassis.settings.secret import Secret
from aegis_contracts.scoring_configurations import SCORING_CONFIGURATIONS
from aegis_contracts.scoring_scores import SCORING_SCORES
from aegis_kernel.clock import SystemClock
from aegis_kernel.facts import Fact, Topic
from aegis_kernel.rights import Role
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_scoring.bootstrap.service import service
from aegis_scoring.bootstrap.settings import ScoringSettings
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.plugin_postgres import PostgresDatabase

T = "T1059.001"


@dataclass
class Running:
    service: Service
    bus: MemoryBus
    identity: IdentityForTests

    async def tell(self, *facts: Fact[Any]) -> None:
        await self.bus.publish([encode(fact, source="test") for fact in facts], within=5)

    def said(self, topic: Topic[Any]) -> list[Fact[Any]]:
        return [
            decode(topic, record.key, record.headers, record.value)
            for record in self.bus.published
            if record.topic == topic.name
        ]

    async def until(self, topic: Topic[Any], count: int) -> list[Fact[Any]]:
        async with asyncio.timeout(10):
            while len(said := self.said(topic)) < count:  # noqa: ASYNC110  # the log in memory tells nobody
                await asyncio.sleep(0.002)
        return said


@asynccontextmanager
async def running_on(login: str) -> AsyncIterator[Running]:
    bus, identity = MemoryBus(), IdentityForTests()
    settings = ScoringSettings(database_url=Secret(login), bus="postgres", due_seconds=0.05)
    with ThreadPoolExecutor(1) as threads:
        made = service(settings, Shared(bus=bus, clock=SystemClock(), processes=threads, identity=identity))
        await bus.ensure([*made.topics, *(hearing.topic.spec for group in made.groups for hearing in group.hearings)])
        assert made.begin is not None
        await made.begin()
        loops = asyncio.create_task(run_loops(made.worker.loops))
        try:
            yield Running(made, bus, identity)
        finally:
            loops.cancel()
            await asyncio.gather(loops, return_exceptions=True)
            await made.container.close()


@pytest_asyncio.fixture
async def running(postgres_database: PostgresDatabase) -> AsyncIterator[Running]:
    database = await postgres_database(MIGRATIONS)
    async with running_on(database.login("scoring")) as made:
        yield made


async def test_a_fact_on_the_bus_becomes_a_score_on_the_bus(running: Running) -> None:
    now = datetime.now(UTC)
    assert [fact.version for fact in await running.until(SCORING_CONFIGURATIONS, 2)] == [1, 2]
    await running.tell(scope(at=now), technique(T, at=now))
    told = validated(T, "detected", now - timedelta(minutes=5), at=now)
    await running.tell(told)
    (score,) = await running.until(SCORING_SCORES, 1)
    assert (score.key, score.causation_id) == (str(named(T)), str(told.id))
    async with serving(running.service.api()) as client:
        client.headers.update(running.identity.headers(Role.VIEWER))
        token = f"{told.topic}/{told.key}/{told.version}"
        answer = await client.get(f"/api/v1/scores/techniques/{T}", headers={"Aegis-After": token})
        assert answer.json()["status"] == "validated"
        assert "Aegis-Lag" not in answer.headers
        document = await client.get("/api/v1/openapi/scoring.json")
        assert document.status_code == 200
        assert "/api/v1/scores/techniques/{technique}/explanation" in document.json()["paths"]


async def test_what_expires_is_published_by_itself(running: Running) -> None:
    now = datetime.now(UTC)
    attacked = now - timedelta(days=365) + timedelta(seconds=0.5)
    await running.tell(technique(T, at=now), validated(T, "detected", attacked, at=now))
    first, second = await running.until(SCORING_SCORES, 2)
    assert (first.state.status, second.state.status) == ("validated", "not_evaluated")
    assert second.time >= attacked + timedelta(days=365)
    assert second.causation_id is None


async def test_it_owns_paths_of_its_own_and_says_which_topics_it_writes(running: Running) -> None:
    owned = running.service
    assert owned.owns == {"scores", "coverage", "scoring-configurations"}
    names = {spec.name for spec in owned.topics}
    assert {"aegis.scoring.scores", "aegis.scoring.configurations", "aegis.scoring.dead-letter"} <= names
    await owned.jobs["rescore-due"]()
    assert owned.republish is not None
    assert await owned.republish() == 1
