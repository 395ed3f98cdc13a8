"""The service's container on a test's database, with archives in memory."""

from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from dishka import AsyncContainer, Provider, Scope

from aegis_chassis.database.pool import Database, open_database
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_chassis.settings.secret import Secret
from aegis_chassis.web.identity_gate import LateIdentityGate
from aegis_import.application.ports import Archives
from aegis_import.bootstrap.container import container as make_container
from aegis_import.bootstrap.settings import ImportSettings
from aegis_kernel.clock import Clock, SystemClock
from aegis_testkit.memory_bus import MemoryBus
from import_support.fakes import FakeArchives


def settings_on(dsn: str, folder: Path, **more: object) -> ImportSettings:
    """Settings for a database."""
    given: dict[str, object] = {
        "database_url": Secret(dsn),
        "database_single_role": True,
        "bus": "postgres",
        "object_store_url": (folder / "objects").as_uri(),
        "work_dir": folder,
        "allowed_networks": ("127.0.0.0/8",),
    }
    return ImportSettings(**(given | more))  # type: ignore[arg-type]  # by name


def shared_for(clock: Clock | None = None, processes: Executor | None = None) -> Shared:
    """What services share."""
    return Shared(
        bus=MemoryBus(),
        clock=clock or SystemClock(),
        processes=processes or ThreadPoolExecutor(1),
        identity=LateIdentityGate(),
    )


def container_on(
    database: Database,
    folder: Path,
    *,
    archives: FakeArchives | None = None,
    clock: Clock | None = None,
    processes: Executor | None = None,
    **more: object,
) -> AsyncContainer:
    """A container with a pool of its own on `database`'s database."""
    kept = archives or FakeArchives()
    objects = Provider(scope=Scope.APP)
    objects.provide(lambda: kept, provides=Archives)
    return make_container(
        settings_on(database.dsn, folder, **more),
        lambda: open_database(database.dsn, schema="import", size=4),
        shared_for(clock, processes),
        Wake(),
        objects,
    )
