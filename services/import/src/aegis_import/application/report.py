"""What a read found besides its entries: what was bad, what was left out, whether it was complete."""

from collections import Counter
from typing import Literal

from msgspec import Struct

Severity = Literal["bad_entry", "refused", "warning"]


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong with what was read. A `bad_entry` was skipped, a `refused` member never read, a `warning`
    left a field empty or two entries made one."""

    severity: Severity
    code: str
    reason: str
    path: str | None = None
    line: int | None = None
    kind: str | None = None
    key: str | None = None


class Report:
    """Filled by parsers and by what opens archives. Problems beyond `limit` are counted but not kept.

    `kept_keys` and `kept_paths` say which earlier content stays although this read does not have it: what a bad entry's
    key or file gave before. `complete` false keeps all of it. `measures` are counts of what was read that no entry
    shows (objects of a bundle, rows of a table), by name.
    """

    def __init__(self, *, limit: int = 10_000) -> None:
        self._limit = limit
        self.release: str | None = None
        self.commit: str | None = None
        self.problems: list[Problem] = []
        self.problems_count = 0
        self.skipped: Counter[str] = Counter()
        self.not_entries = 0
        self.measures: dict[str, int] = {}
        self.kept_keys: set[str] = set()
        self.kept_paths: set[str] = set()
        self.complete = True

    def bad_entry(
        self,
        code: str,
        reason: str,
        *,
        path: str,
        kind: str = "unknown",
        key: str | None = None,
        line: int | None = None,
    ) -> None:
        """An entry that cannot be read is skipped; what its key gave before stays, or what its file gave when the key
        cannot be read either."""
        self.skipped[kind] += 1
        if key is not None and "\x00" in key:  # no claim has it: no database keeps it
            key = None
        if key is None:
            self.kept_paths.add(path)
        else:
            self.kept_keys.add(key)
        self._add(
            Problem(severity="bad_entry", code=code, reason=reason, path=path, line=line, kind=kind, key=key),
        )

    def refused(self, code: str, reason: str, *, path: str) -> None:
        """A member that is never read, because of what it is or how it is named."""
        self._add(Problem(severity="refused", code=code, reason=reason, path=path))

    def warning(
        self, code: str, reason: str, *, path: str | None = None, kind: str | None = None, key: str | None = None
    ) -> None:
        """Something that was left empty or left out, in an entry that came in."""
        self._add(Problem(severity="warning", code=code, reason=reason, path=path, kind=kind, key=key))

    def incomplete(self) -> None:
        """Not everything could be read to its end: nothing is withdrawn after this read."""
        self.complete = False

    def _add(self, problem: Problem) -> None:
        self.problems_count += 1
        if len(self.problems) < self._limit:
            self.problems.append(problem)
