"""What a run found, by kind of entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCounts:
    """Entries of one kind. `read` are all that the source holds: new, changed, unchanged and skipped (bad) ones."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    skipped: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + self.skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a read came to. A read that was not `complete` withdraws nothing. `measures` are counts of what was read,
    sizes and seconds, by name."""

    counts: Mapping[str, KindCounts]
    problems: int = 0
    release: str | None = None
    commit: str | None = None
    complete: bool = True
    measures: Mapping[str, float] = field(default_factory=dict)

    @property
    def withdrawn(self) -> int:
        return sum(one.withdrawn for one in self.counts.values())

    @property
    def changes(self) -> int:
        """Claims that there is something to say about."""
        return sum(one.new + one.changed + one.withdrawn for one in self.counts.values())


NOTHING = Outcome(counts={})
