"""The service as its process builds it: everything in it can be had, and it answers."""

from concurrent.futures import ThreadPoolExecutor

from catalog_support.clock import StillClock

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_catalog.bootstrap.service import service
from aegis_catalog.bootstrap.settings import CatalogSettings
from aegis_catalog.bootstrap.writing import USE_CASES
from aegis_chassis.process.service import Shared
from aegis_chassis.settings.secret import Secret
from aegis_contracts.topics import owned_by
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.plugin_postgres import PostgresDatabase


async def test_the_service_is_whole(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database(MIGRATIONS)
    clock = StillClock()
    identity = IdentityForTests(clock)
    settings = CatalogSettings(database_url=Secret(made.login(MIGRATIONS.schema)), bus="postgres")
    shared = Shared(bus=MemoryBus(), clock=clock, processes=ThreadPoolExecutor(1), identity=identity)
    catalog = service(settings, shared)
    assert {topic.spec.name for topic in owned_by("catalog")} <= {spec.name for spec in catalog.topics}
    assert catalog.worker.loops.keys() >= {"relay", "catalog.projections"}
    async with catalog.container() as scope:
        for group in catalog.groups:
            for hearing in group.hearings:
                if hearing.reaction is not None:
                    await scope.get(hearing.reaction)
        for use_case in USE_CASES:
            await scope.get(use_case)
    assert catalog.begin is not None
    assert catalog.republish is not None
    await catalog.begin()
    assert await catalog.republish() == 3
    async with serving(catalog.api()) as http:
        assert (await http.get("/health/ready")).json()["status"] == "ready"
        answer = await http.get("/api/v1/organisation", headers=identity.headers(Role.VIEWER))
        assert answer.json()["policy"]["review"] == "dual"
        document = (await http.get("/api/v1/openapi/catalog.json")).json()
        assert set(document["paths"]) >= {"/api/v1/techniques", "/api/v1/tools/{tool_id}"}
    await catalog.container.close()
