"""A batch of claims, cut where runs end: what a run's end means must not depend on how records were batched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aegis_contracts.import_content import Claim, RunEnd
from aegis_contracts.imported.outline import ReleaseOutlineItem
from aegis_kernel.facts import Fact


@dataclass(slots=True)
class Part:
    """Claims, oldest first, and the end of a run after them, if there is one. `outlines` are of releases that were read
    and not applied: no claims on items."""

    claims: list[Fact[Claim]] = field(default_factory=list)
    outlines: list[Fact[Claim]] = field(default_factory=list)
    end: Fact[Claim] | None = None


def parts(facts: Sequence[Fact[Claim]]) -> Iterator[Part]:
    """The batch as parts, in order."""
    part = Part()
    for fact in facts:
        if isinstance(fact.state.item, RunEnd):
            part.end = fact
            yield part
            part = Part()
        elif isinstance(fact.state.item, ReleaseOutlineItem):
            part.outlines.append(fact)
        else:
            part.claims.append(fact)
    if part.claims or part.outlines:
        yield part
