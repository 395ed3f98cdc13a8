"""Which kinds of content are told of on a topic each, and the one way to tell: their states read from the tables,
compared with what was said last."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from aegis_catalog.application.content import published
from aegis_catalog.application.content.ports import Publications, States
from aegis_contracts.catalog_actors import CATALOG_ACTORS
from aegis_contracts.catalog_adversaries import CATALOG_ADVERSARIES
from aegis_contracts.catalog_controls import CATALOG_CONTROLS
from aegis_contracts.catalog_defences import CATALOG_DEFENCES
from aegis_contracts.catalog_frameworks import CATALOG_FRAMEWORKS
from aegis_contracts.catalog_intel import CATALOG_INTEL
from aegis_contracts.catalog_rules import CATALOG_RULES
from aegis_contracts.catalog_software import CATALOG_SOFTWARE
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES
from aegis_contracts.catalog_templates import CATALOG_TEMPLATES
from aegis_kernel.facts import Fact, Topic


@dataclass(frozen=True, slots=True)
class Telling:
    """One kind of item: its topic, and the name of the event for a state before and after."""

    kind: str
    topic: Topic[Any]
    event: Callable[[Any, Any], str]


def telling(kind: str, topic: Topic[Any], noun: str) -> Telling:
    """A kind that has no events but ``<noun>Published``, ``Revised`` and ``Withdrawn``."""
    return Telling(kind, topic, partial(published.content_event, noun))


TELLINGS: tuple[Telling, ...] = (
    Telling("technique", CATALOG_TECHNIQUES, published.technique_event),
    telling("actor", CATALOG_ACTORS, "ThreatActor"),
    telling("software", CATALOG_SOFTWARE, "Software"),
    telling("template", CATALOG_TEMPLATES, "Template"),
    telling("adversary", CATALOG_ADVERSARIES, "Adversary"),
    telling("rule", CATALOG_RULES, "Rule"),
    telling("defence", CATALOG_DEFENCES, "Defence"),
    telling("framework", CATALOG_FRAMEWORKS, "Framework"),
    telling("control", CATALOG_CONTROLS, "Control"),
    Telling("intel", CATALOG_INTEL, published.intel_event),
)
"""In the order in which they are told."""


class Teller:
    """Tells of items that may have changed: those that have are published once, with their next version."""

    def __init__(self, states: States, publications: Publications) -> None:
        self._states = states
        self._publications = publications

    async def tell(
        self,
        changed: Mapping[str, Collection[UUID]],
        because: Callable[[str], Fact[Any] | None],
        reasons: Mapping[str, str | None] | None = None,
    ) -> None:
        """`changed` are ids by kind; kinds without a topic are left out. `reasons`, by id as text, are of those that a
        person acted on."""
        for one in TELLINGS:
            if ids := changed.get(one.kind):
                states = await self._states.of(one.kind, ids)
                by_key = {str(id_): state for id_, state in states.items()}
                await self._publications.publish(one.topic, by_key, one.event, because, reasons)
