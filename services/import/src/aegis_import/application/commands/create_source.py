"""Creates a data source."""

from dataclasses import dataclass, field

from aegis_import.application.ports import Reader, Sources
from aegis_import.domain.errors import no_format, no_parser, other_upstream
from aegis_import.domain.source import DataSource, SourceSettings
from aegis_import.domain.words import Domain
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSourceCommand:
    """`format` says what reads it, where that is not called as the upstream is."""

    name: str
    upstream: str
    domain: Domain | None = None
    format: str | None = None
    settings: SourceSettings = field(default_factory=SourceSettings)


class CreateSource:
    """Raises `Forbidden`, `Invalid` (an upstream that nothing reads, unacceptable settings), `Conflict` (name)."""

    def __init__(self, uow: UnitOfWork, sources: Sources, reader: Reader, ids: Ids) -> None:
        self.uow = uow
        self.sources = sources
        self.reader = reader
        self.ids = ids

    async def __call__(self, caller: Caller, command: CreateSourceCommand) -> DataSource:
        require(caller, Action.SOURCES_MANAGE)
        format_ = command.format or command.upstream
        if not self.reader.reads(format_):
            raise no_format(format_) if command.format else no_parser(command.upstream)
        upstream = self.reader.upstream_of(format_)
        if command.format is not None and command.upstream != upstream:
            raise other_upstream(format_, upstream)
        source = DataSource.create(
            self.ids.new(),
            name=command.name,
            upstream=upstream,
            domain=command.domain,
            format_=format_,
            settings=command.settings,
        )
        async with self.uow:
            await self.sources.add(source)
            await self.uow.commit()
        return source
