"""Configurations in memory, held to the suite that the real ones pass."""

from copy import deepcopy
from types import TracebackType
from typing import Self

from aegis_kernel.aggregate import Recorded
from aegis_kernel.errors import NotFound, Stale
from aegis_scoring.domain.events import ConfigurationActivated
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration


class FakeConfigurations:
    """`Configurations`. `recorded` is what would have been published."""

    def __init__(self) -> None:
        self._kept: dict[int, ScoringConfiguration] = {}
        self._active: int | None = None
        self.recorded: list[tuple[int, Recorded]] = []

    async def get(self, number: int, *, expected: int | None) -> ScoringConfiguration:
        kept = self._kept.get(number)
        if kept is None:
            raise NotFound("configuration_not_found", "")
        if expected is not None and kept.version != expected:
            raise Stale(kept.version)
        return deepcopy(kept)

    async def next_number(self) -> int:
        return max(self._kept, default=0) + 1

    async def active_number(self) -> int | None:
        return self._active

    async def save(self, configuration: ScoringConfiguration) -> None:
        number = configuration.content.number
        kept = self._kept.get(number)
        if kept is not None and kept.version != configuration.read_version:
            raise Stale(kept.version)
        for recorded in configuration.take_recorded():
            self.recorded.append((number, recorded))
            if isinstance(recorded.event, ConfigurationActivated):
                self._active = number
        self._kept[number] = deepcopy(configuration)


class FakeUnitOfWork:
    """`UnitOfWork` that only counts."""

    def __init__(self) -> None:
        self.commits = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    async def commit(self) -> None:
        self.commits += 1
