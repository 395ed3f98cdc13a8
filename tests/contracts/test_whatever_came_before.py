"""Whatever came before - imports, upgrades, bad and partial reads, held withdrawals, kills anywhere, records late, in
odd batches and again - the catalogue is what a fresh import of the last complete read of each source gives, plus what
is our own, of which nothing is lost.

``AEGIS_WHATEVER_EXAMPLES=2000`` looks longer.
"""

import os
from pathlib import Path
from typing import Any
from uuid import UUID

from both_services import US, Both, published
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from small_sources import BY_FILE, MAY_BE_BAD, NUMBERS, TECHNIQUES, key_of

from aegis_catalog.application.defences.commands.implement_defences import (
    DefenceImplemented,
    ImplementDefences,
    ImplementDefencesCommand,
)
from aegis_catalog.application.deployments.commands.deploy_rules import (
    DeployRules,
    DeployRulesCommand,
    RuleDeployment,
)
from aegis_catalog.application.notes.commands.add_note import AddNote, AddNoteCommand
from aegis_catalog.application.organisation.commands.exclude_technique import ExcludeTechnique, ExcludeTechniqueCommand
from aegis_catalog.application.own_templates.commands.fork_template import ForkTemplate, ForkTemplateCommand
from aegis_catalog.application.tags.commands.add_tag import AddTag, AddTagCommand
from aegis_catalog.domain.deployment import DeploymentTold
from aegis_contracts.ids import content_id
from aegis_kernel.errors import DomainError
from aegis_testkit.postgres import ServerForTests

EXAMPLES = int(os.environ.get("AEGIS_WHATEVER_EXAMPLES", "6"))
FATES = ("bad entry", "truncated", "not a zip", "killed", "killed late", "dry")
CARRYING = ("at once", "later", "again", "killed applying")
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
POINTING = ("note", "tag_technique", "exclusion")


@st.composite
def imports(draw: st.DrawFn) -> tuple[Any, ...]:
    """A source, what it holds, what happens to the run, what a person says when it is held, how it is carried."""
    source = draw(st.sampled_from(sorted(NUMBERS)))
    items = draw(st.dictionaries(st.sampled_from(NUMBERS[source]), st.integers(0, 2), min_size=1))
    fates = ["whole"] * 6 + list(FATES) + (["corrupt"] if source in BY_FILE else [])
    what = draw(st.sampled_from(fates))
    may = [number for number in items if number in MAY_BE_BAD[source]]
    if what == "bad entry" and not may:
        what = "whole"
    bad = draw(st.sampled_from(may)) if what == "bad entry" else 0
    sizes = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    return "import", source, items, what, bad, draw(st.booleans()), draw(st.sampled_from(CARRYING)), sizes


own = st.tuples(
    st.sampled_from(["note", "tag", "exclusion", "fork", "deployment", "defence"]),
    st.sampled_from(TECHNIQUES),
    st.booleans(),
)


class Ours:
    """What people did in between, to be found again at the end."""

    def __init__(self, both: Both) -> None:
        self.both = both
        self.pointing: set[tuple[str, UUID]] = set()
        self.forks: list[tuple[Any, ...]] = []
        self.deployed: dict[int, bool] = {}
        self.implemented: dict[int, bool] = {}

    async def act(self, kind: str, number: int, yes: bool) -> None:
        """Does it where what it is about is there."""
        catalog, technique = self.both.catalog, f"T{1000 + number}"
        try:
            match kind:
                case "note":
                    await catalog.act(AddNote, US, AddNoteCommand(technique=technique, text="Ours."))
                case "tag":
                    name = f"tag {len(self.pointing)}"
                    await catalog.act(AddTag, US, AddTagCommand(name=name, techniques=(technique,)))
                case "exclusion":
                    command = ExcludeTechniqueCommand(version=None, technique=technique, reason="Not here.")
                    await catalog.act(ExcludeTechnique, US, command)
                case "fork":
                    id_ = content_id("atomic", "template", key_of("atomic", number))
                    await catalog.act(ForkTemplate, US, ForkTemplateCommand(template_id=id_, name="Ours"))
                case "deployment":
                    if await deploy(self.both, number, yes):
                        self.deployed[number] = yes
                case _:
                    if await implement(self.both, number, yes):
                        self.implemented[number] = yes
        except DomainError:
            return  # it is not there yet, or there already
        self.pointing = {(table, named) for table, named, _ in await self.rows()}
        self.forks = await self.forked()

    async def rows(self) -> list[tuple[str, UUID, UUID]]:
        """All that points to a technique: what it was made for, and where it leads."""
        found = []
        for table in POINTING:
            for named, leads_to in await self.both.catalog.rows(f"select technique_id, leads_to from {table}"):
                found.append((table, named, leads_to))
        return found

    async def forked(self) -> list[tuple[Any, ...]]:
        return await self.both.catalog.rows("select * from template where upstream = 'custom' order by id")

    async def hold(self) -> None:
        """Nothing is lost, and nothing else of it has changed."""
        assert {(table, named) for table, named, _ in await self.rows()} == self.pointing
        assert await self.forked() == self.forks
        kept = await self.both.catalog.rows("select rule_id, status from rule_deployment")
        assert dict(kept) == {
            content_id("sigma", "rule", key_of("sigma", number)): status_of(yes)
            for number, yes in self.deployed.items()
        }


def status_of(yes: bool) -> Any:
    return "enabled" if yes else "disabled"


async def deploy(both: Both, number: int, yes: bool) -> bool:
    """Whether the rule was there to be deployed."""
    rule = str(content_id("sigma", "rule", key_of("sigma", number)))
    one = RuleDeployment(rule=rule, tool=str(both.tool), told=DeploymentTold(status=status_of(yes)))
    [done] = await both.catalog.act(DeployRules, US, DeployRulesCommand(items=[one]))
    return isinstance(done, UUID)


async def implement(both: Both, number: int, yes: bool) -> bool:
    """Whether the defence was there to be implemented."""
    one = DefenceImplemented(defence=key_of("d3fend", number), status="implemented" if yes else "planned")
    [done] = await both.catalog.act(ImplementDefences, US, ImplementDefencesCommand(items=[one]))
    return isinstance(done, UUID)


def read(before: dict[int, int], items: dict[int, int], what: str, bad: int) -> dict[int, int]:
    """What a source gives after a run that was published: what a bad entry or a lost file gave before stays."""
    if what == "bad entry":
        return {n: version for n, version in items.items() if n != bad} | {n: before[n] for n in before if n == bad}
    if what == "corrupt":
        return before | {n: version for n, version in items.items() if n != min(items)}
    return dict(items)


def whole(source: str, items: dict[int, int], what: str = "whole", **how: Any) -> tuple[Any, ...]:
    """A step of an import, written down."""
    said = {"bad": 0, "yes": True, "how": "at once", "sizes": [4]} | how
    return "import", source, items, what, said["bad"], said["yes"], said["how"], said["sizes"]


RULES = dict.fromkeys(range(1, 6), 0)
PARTIAL = [
    whole("sigma", RULES),
    ("deployment", 1, True),
    whole("sigma", {1: 1, 2: 2, 3: 1}, "corrupt", how="later"),
    whole("sigma", {2: 0, 3: 2, 4: 2, 5: 1}, "bad entry", bad=3, how="killed applying"),
    whole("sigma", {2: 1}, yes=False, how="again"),
    whole("sigma", {2: 1}, "truncated"),
]
"""A lost file, a bad entry, a withdrawal that was refused, half an archive."""
UPGRADED = [
    whole("atomic", RULES),
    whole("attack-enterprise", {1: 0, 6: 0, 7: 0, 8: 0}, "killed late", sizes=[1, 3]),
    whole("attack-mobile", {6: 2, 7: 0, 9: 1}, how="later"),
    ("note", 1, True), ("tag", 1, True), ("exclusion", 2, True), ("fork", 3, True), ("defence", 1, True),
    whole("attack-enterprise", {1: 2, 2: 2, 3: 1, 6: 1, 7: 1}, "killed", how="killed applying", sizes=[2]),
    whole("d3fend", {1: 1, 2: 0}),
    ("defence", 1, True),
    whole("attack-enterprise", {1: 2, 2: 0, 3: 1, 6: 1, 7: 1}, how="again"),
    whole("atomic", {1: 1, 4: 0, 5: 0}, "dry"),
    whole("atomic", {1: 1, 4: 0, 5: 0}),
]  # fmt: skip
"""Chains that come and go under what is ours, with kills on both sides."""


@SETTINGS
@example(steps=PARTIAL)
@example(steps=UPGRADED)
@given(steps=st.lists(imports() | imports() | own, min_size=1, max_size=14))
async def test_the_catalogue_is_what_a_fresh_import_gives_and_our_own(
    postgres_server: ServerForTests, tmp_path: Path, steps: list[tuple[Any, ...]]
) -> None:
    async with Both(postgres_server, tmp_path) as grown, Both(postgres_server, tmp_path) as fresh:
        has: dict[str, dict[int, int]] = {}
        ours = Ours(grown)
        for step in steps:
            if step[0] != "import":
                await ours.act(*step)
                continue
            _, source, items, what, bad, yes, how, sizes = step
            run = await grown.import_(source, items, what, yes=yes, bad=bad)
            assert published(run) or what not in {"whole", "killed", "killed late"} or not yes, run.error
            if published(run):
                has[source] = read(has.get(source, {}), items, what, bad)
            said = {(name, key) for name, key in await grown.claims() if not name.startswith("attack")}
            assert said == {
                (name, key_of(name, n)) for name, there in has.items() if not name.startswith("attack") for n in there
            }, (source, what)
            await grown.carry(how, sizes)
        await grown.carry()
        await ours.hold()

        for source in sorted(has, reverse=True):
            assert published(await fresh.import_(source, has[source]))
        await fresh.carry()
        for number, yes in ours.deployed.items():
            await deploy(fresh, number, yes)
        for number, yes in ours.implemented.items():
            await implement(fresh, number, yes)

        assert await grown.claims() == await fresh.claims()
        assert await grown.content() == await fresh.content()
        ends = await fresh.ends()
        assert {(named, leads) for _, named, leads in await ours.rows()} == {
            (named, ends.get(named, named)) for _, named in ours.pointing
        }
