"""What the reaction to content needs. All of it is set-based: one call a batch, whatever the number of items."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from aegis_catalog.application.content.items import AnyItem
from aegis_catalog.domain.review import Cause, CauseName
from aegis_catalog.domain.succession import Link
from aegis_catalog.domain.upstream import Print
from aegis_contracts.catalog_matrices import MatrixState
from aegis_contracts.catalog_runs import AppliedRun
from aegis_contracts.catalog_successions import SomeTests
from aegis_contracts.import_content import Claim
from aegis_kernel.facts import Fact, Topic

S = TypeVar("S")


class Claims(Protocol):
    """The claims of all sources, each in its newest version."""

    async def take(self, facts: Sequence[Fact[Claim]]) -> Sequence[Sequence[Claim]]:
        """Keeps the claims that are newer than what is kept. All claims, of any batch, on each item concerned."""
        ...

    async def applied(self, run_id: UUID) -> Mapping[str, int]:
        """How many claims the run brought or ended, by kind."""
        ...

    async def domains_of(self, source_id: UUID) -> Collection[str]:
        """The domains in which a source claims tactics: those whose matrix it gives."""
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """What followed when names came to lead elsewhere: the items whose links became others, by kind, and the
    techniques that they led to before or lead to now."""

    items: Mapping[str, Collection[UUID]]
    techniques: frozenset[UUID]


class Items(Protocol):
    """The catalogue's items with what belongs to them."""

    async def write(self, items: Sequence[AnyItem]) -> set[UUID]:
        """Writes `items`, of any kind, and replaces what belongs to each (cells, links, uses, names of techniques).
        The techniques whose links have to be counted anew: what is linked by name is counted with the names."""
        ...

    async def resolve_names(self) -> Moved:
        """Links the techniques that items name to the ends that they lead to now, after techniques have changed."""
        ...

    async def made_of(self, items: Sequence[AnyItem]) -> Mapping[str, Collection[UUID]]:
        """Other items whose states show some of these, by kind: adversaries, of the templates of their steps; actors,
        of their profiles. Asked before and after these are written, since either may be linked otherwise by that."""
        ...

    async def count_links(self, techniques: Collection[UUID]) -> None:
        """Counts anew what is linked to these techniques."""
        ...

    async def place_techniques(self) -> set[UUID]:
        """Notes with each technique its tactics in matrix order, after techniques or tactics were written. The
        techniques whose tactics are others now."""
        ...

    async def list_techniques(self, ids: Collection[UUID]) -> None:
        """Makes anew how lists show these techniques, and those that show one of them."""
        ...

    async def unresolved(self) -> int:
        """How many techniques are named by actors, software, techniques or any item's text and are not there."""
        ...


class States(Protocol):
    """Public states as the tables have them, with all that people made of them beside what upstream says."""

    async def of(self, kind: str, ids: Collection[UUID]) -> Mapping[UUID, Any]:
        """The states of items of one kind, whose rows are locked till the transaction ends."""
        ...


@dataclass(frozen=True, slots=True)
class Chained:
    """A technique as a link of a chain; the successor noted with it, the one that a person let be, and the tests that
    people led elsewhere."""

    link: Link
    successor: UUID | None
    accepted_successor: UUID | None
    splits: tuple[SomeTests, ...] = ()


class Chains(Protocol):
    async def all(self) -> Mapping[UUID, Chained]:
        """Every technique."""
        ...

    async def set_successors(self, successors: Mapping[UUID, UUID | None]) -> None: ...


class Own(Protocol):
    """What is our own and points to techniques: notes, exclusions, lists, whatever people wrote."""

    async def follow(self, leads: Mapping[UUID, UUID], because: Callable[[str], Fact[Any] | None]) -> Collection[UUID]:
        """Leads it to where its techniques now lead: `leads` are all techniques that hand over, with their ends. Tells
        of what is on a topic. The techniques that anything came from or went to."""
        ...


class Releases(Protocol):
    """What is known of upstream's releases, and the upgrades between them."""

    async def hold(self) -> None:
        """Nobody decides in an upgrade until the transaction ends."""
        ...

    async def outlined(self, outlines: Sequence[Fact[Claim]]) -> None:
        """Notes what releases hold that were read and not applied: a later one than the present may be previewed."""
        ...

    async def applied(self, end: Claim, domains: Collection[str], release: str) -> None:
        """Notes that a run has brought `domains` to `release`, before the domains' matrices are told so: the upgrade to
        it, if it is one, is made or done."""
        ...


class Watch(Protocol):
    """What upstream's changes mean for reviews."""

    async def accept_new(self) -> None:
        """Accepts techniques that no run has ended with before, as they are."""
        ...

    async def differing(self) -> Mapping[UUID, tuple[Print, Print]]:
        """The techniques that differ from what was accepted: accepted and present."""
        ...

    async def unread_intel(self) -> Mapping[UUID, str]:
        """The techniques that entries of feeds name which nobody has looked at or decided on, each with what there is
        to read: one line, however many entries there are."""
        ...

    async def ended(self) -> Collection[UUID]:
        """The techniques that the latest upgrade of a domain found active and left deprecated or withdrawn."""
        ...

    async def raised(self) -> Mapping[tuple[UUID, CauseName], Cause]:
        """The causes that stand and were not raised by people."""
        ...

    async def set(
        self, raised: Mapping[tuple[UUID, CauseName], Cause], lowered: Collection[tuple[UUID, CauseName]]
    ) -> None: ...


class Matrices(Protocol):
    async def set_releases(self, domains: Collection[str], release: str) -> None:
        """Notes upstream's release for domains."""
        ...

    async def states(self) -> Mapping[str, MatrixState]:
        """Each domain's active tactics, in order, for every domain that tactics are known of."""
        ...


class Publications(Protocol):
    """What has been published of each thing, last."""

    async def publish(
        self,
        topic: Topic[S],
        states: Mapping[str, S],
        type_of: Callable[[S | None, S], str],
        because: Callable[[str], Fact[Any] | None],
        reasons: Mapping[str, str | None] | None = None,
    ) -> None:
        """Publishes the states, by key, that differ from what was last published of them; each raises its version.
        `reasons` are of those that a person acted on: they are published whether or not their states differ, since not
        all that people change is in a state."""
        ...

    async def last(self, topic: Topic[S]) -> Mapping[str, S]:
        """All that was last published on a topic, by key."""
        ...


class Runs(Protocol):
    async def finished(self, run_id: UUID) -> bool:
        """Whether the run has been applied before: its end is heard again after a rebuild."""
        ...

    async def finish(self, run: AppliedRun, because: Fact[Claim]) -> None:
        """Says that a run has been applied."""
        ...
