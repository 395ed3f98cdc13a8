"""Which adapter stands behind which port, and the use cases that are built on them."""

from collections.abc import AsyncIterator
from concurrent.futures import Executor

from dishka import AnyOf, Provider, Scope, provide, provide_all
from dishka.dependency_source import CompositeDependencySource

from aegis_chassis.database.pool import Database
from aegis_chassis.objects.opening import open_object_store
from aegis_chassis.objects.store import ObjectStore
from aegis_chassis.web.streams import PING_SECONDS, Streams
from aegis_import.adapters.fetching.addresses import networks
from aegis_import.adapters.fetching.checked import CheckedBackend
from aegis_import.adapters.fetching.http import HttpFetcher
from aegis_import.adapters.fetching.several import SeveralFetcher
from aegis_import.adapters.objects.archives import ObjectArchives
from aegis_import.adapters.parsing.pool import PoolReader
from aegis_import.adapters.parsing.workplace import TemporaryFiles
from aegis_import.adapters.persistence.claims import SqlClaims
from aegis_import.adapters.persistence.findings import SqlFindings
from aegis_import.adapters.persistence.leases import SqlEnded, SqlLeases
from aegis_import.adapters.persistence.republishing import SqlRepublishing
from aegis_import.adapters.persistence.runs import CHANNEL, SqlRuns
from aegis_import.adapters.persistence.runs_reader import SqlRunsReader
from aegis_import.adapters.persistence.schedules import SqlSchedules
from aegis_import.adapters.persistence.schedules_reader import SqlSchedulesReader
from aegis_import.adapters.persistence.sources import SqlSources
from aegis_import.adapters.persistence.sources_reader import SqlSourcesReader
from aegis_import.adapters.persistence.visits import SqlVisits
from aegis_import.application.commands.approve_run import ApproveRun
from aegis_import.application.commands.cancel_run import CancelRun
from aegis_import.application.commands.carry_out_run import CarryOutRun
from aegis_import.application.commands.create_source import CreateSource
from aegis_import.application.commands.discard_run import DiscardRun
from aegis_import.application.commands.edit_source import EditSource
from aegis_import.application.commands.fail_run import FailRun
from aegis_import.application.commands.release_run import ReleaseRun
from aegis_import.application.commands.renew_lease import RenewLease
from aegis_import.application.commands.republish import Republish
from aegis_import.application.commands.request_run import RequestRun
from aegis_import.application.commands.set_schedule import SetSchedule
from aegis_import.application.commands.take_run import TakeRun
from aegis_import.application.commands.tidy_archives import TidyArchives
from aegis_import.application.commands.upload_archive import UploadArchive
from aegis_import.application.ports import (
    Archives,
    Claims,
    Ended,
    Fetcher,
    Findings,
    Leases,
    Reader,
    ReadRuns,
    Republishing,
    Runs,
    Schedules,
    Sources,
    UploadRoom,
    Visits,
    Workplace,
)
from aegis_import.application.queries.runs import RunsReader
from aegis_import.application.queries.schedules import SchedulesReader
from aegis_import.application.queries.sources import SourcesReader
from aegis_import.application.reactions.catalog_runs import ApplyRuns
from aegis_import.application.reactions.import_requests import QueueRequested
from aegis_import.application.reactions.schedules import QueueDue
from aegis_import.bootstrap.settings import ImportSettings


class PersistenceProvider(Provider):
    """The ports on PostgreSQL: repositories one set a unit of work, readers and signals one a process."""

    def __init__(self) -> None:
        super().__init__(scope=Scope.REQUEST)
        self.provide(SqlSources, provides=Sources)
        self.provide(SqlRuns, provides=AnyOf[Runs, ReadRuns])
        self.provide(SqlSchedules, provides=Schedules)
        self.provide(SqlLeases, provides=Leases)
        self.provide(SqlEnded, provides=Ended)
        self.provide(SqlFindings, provides=Findings)
        self.provide(SqlClaims, provides=Claims)
        self.provide(SqlVisits, provides=Visits)
        self.provide(SqlRepublishing, provides=Republishing)
        self.provide(SqlSourcesReader, provides=SourcesReader, scope=Scope.APP)
        self.provide(SqlRunsReader, provides=RunsReader, scope=Scope.APP)
        self.provide(SqlSchedulesReader, provides=SchedulesReader, scope=Scope.APP)

    @provide(scope=Scope.APP)
    def streams(self, database: Database) -> Streams:
        return run_streams(database)


def run_streams(database: Database, *, ping_seconds: float = PING_SECONDS) -> Streams:
    """What tells within this process that runs have changed."""
    return Streams(database, CHANNEL, ping_seconds=ping_seconds)


class ReadingProvider(Provider):
    """Fetching and parsing, one a process."""

    scope = Scope.APP

    def __init__(self, settings: ImportSettings) -> None:
        super().__init__()
        self._settings = settings

    @provide
    def fetcher(self) -> Fetcher:
        backend = CheckedBackend(networks(self._settings.allowed_networks))
        return SeveralFetcher(HttpFetcher(backend, self._settings.fetch_limits))

    @provide
    def reader(self, processes: Executor) -> Reader:
        return PoolReader(processes, self._settings.archive_limits)

    @provide
    def workplace(self) -> AnyOf[Workplace, UploadRoom]:
        return TemporaryFiles(self._settings.work_dir, limit=self._settings.upload_bytes)


class ObjectsProvider(Provider):
    """Archives in the object store, one a process."""

    scope = Scope.APP

    def __init__(self, settings: ImportSettings) -> None:
        super().__init__()
        self._settings = settings

    @provide
    async def store(self) -> AsyncIterator[ObjectStore]:
        settings = self._settings
        secret = settings.object_store_secret_key
        store = open_object_store(
            settings.object_store_url or "",
            access_key=settings.object_store_access_key,
            secret_key=secret.reveal() if secret else None,
        )
        yield store
        await store.close()

    @provide
    def archives(self, store: ObjectStore) -> Archives:
        return ObjectArchives(store, limit=max(self._settings.upload_bytes, self._settings.fetch_bytes))


class UseCaseProvider(Provider):
    """Commands and reactions, one a unit of work."""

    scope = Scope.REQUEST

    all_of_them: CompositeDependencySource = provide_all(
        CreateSource,
        EditSource,
        RequestRun,
        UploadArchive,
        CancelRun,
        ApproveRun,
        DiscardRun,
        TakeRun,
        RenewLease,
        ReleaseRun,
        FailRun,
        CarryOutRun,
        TidyArchives,
        Republish,
        ApplyRuns,
        QueueRequested,
        QueueDue,
        SetSchedule,
    )
