"""Whatever releases follow one another, whatever people made, decided and undid: nothing of theirs is lost, all of it
leads to where a walk through revocations and decisions ends, and once those are gone, back to where it was made."""

from typing import Any
from uuid import UUID

from catalog_support.claims import technique, technique_id
from catalog_support.people import LEAD
from catalog_support.service import CatalogForTests
from catalog_support.upgrading import EXECUTION, applied
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aegis_catalog.application.upgrades.commands.decide_succession import DecideSuccession, DecideSuccessionCommand
from aegis_catalog.application.upgrades.commands.undo_decision import UndoDecision, UndoDecisionCommand
from aegis_contracts.imported.attack import TechniqueItem
from aegis_kernel.errors import DomainError
from aegis_kernel.ids import uuid7

KEYS = tuple(f"T{number}" for number in range(1, 6))
OWN = (
    ("note", "insert into note (id, technique_id, version, leads_to) values ($1, $2, 1, $2)"),
    ("playbook", "insert into playbook (id, technique_id, leads_to, kind, version) values ($1, $2, $2, 'attack', 1)"),
    ("tag_technique", "insert into tag_technique select id, $2, $2, 0 from tag where id <> $1"),
    ("exclusion", "insert into exclusion (technique_id, leads_to, reason, by_id, place) values ($2, $2, 'x', $1, 0)"),
)  # fmt: skip
ONCE = ("exclusion", "tag_technique")
"""Tables that have a technique once."""
SETTINGS = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
CLEARED = (
    "claim, technique, technique_prose, technique_print, technique_tactic, technique_name, technique_count, tactic, "
    "tactic_place, matrix, review_cause, publication, history, inbox, outbox, note, playbook, tag, tag_technique, "
    "exclusion, succession, release, release_technique, attack_upgrade, succession_decision"
)

STEPS = st.sampled_from(["make", "make", "release", "decide", "decide", "undo"])
keys = st.sampled_from(KEYS)


@st.composite
def releases(draw: st.DrawFn) -> dict[str, TechniqueItem]:
    """Every technique in one of its fates; none is ever gone."""
    fates = st.sampled_from(["active", "active", "active", "revoked", "lost", "deprecated"])
    found = {}
    for key in KEYS:
        fate = draw(fates)
        other = draw(keys.filter(lambda one, key=key: one != key))  # type: ignore[misc]  # the default binds it
        fields: dict[str, Any] = {
            "active": {}, "revoked": {"revoked_by": other}, "lost": {"revoked": True},
            "deprecated": {"deprecated": True},
        }[fate]  # fmt: skip
        found[key] = technique(key, name=draw(st.sampled_from(["Old", "New"])), **fields)
    return found


class Model:
    """What should be, by the plainest walk there is."""

    def __init__(self) -> None:
        self.present: dict[UUID, TechniqueItem] = {}
        self.decided: dict[UUID, UUID] = {}
        self.made: list[tuple[str, UUID]] = []

    def end(self, named: UUID) -> UUID:
        """Where all that is named so leads; itself where nothing active is reached."""
        at, seen = named, {named}
        while not _active(self.present[at]):
            following = self.decided.get(at) or (self.present[at].revoked_by if self.present[at].revoked else None)
            if following is None or following in seen:
                return named
            seen.add(following)
            at = following
        return at


def _active(item: TechniqueItem) -> bool:
    return not item.revoked and not item.deprecated


async def leading(catalog: CatalogForTests) -> list[tuple[str, UUID, UUID]]:
    """Every row of ours, with what it was made for and where it leads."""
    found = []
    for table, _ in OWN:
        rows = await catalog.rows(f"select technique_id, leads_to from {table}")  # our tables
        found += [(table, named, leads) for named, leads in rows]
    return sorted(found)


async def hold(catalog: CatalogForTests, model: Model) -> None:
    """What is ours is all there and leads where it should; the topic says the same."""
    wanted = sorted((table, named, model.end(named)) for table, named in model.made)
    assert await leading(catalog) == wanted
    told = {
        UUID(old): UUID(target)
        for old, target in await catalog.rows(
            "select convert_from(state, 'UTF8')::json ->> 'old_id', convert_from(state, 'UTF8')::json ->> 'target_id' "
            "from publication where topic = 'aegis.catalog.successions' "
            "and not (convert_from(state, 'UTF8')::json ->> 'undone')::bool"
        )
    }
    assert told == {id_: model.end(id_) for id_ in model.present if model.end(id_) != id_}


async def make_something(catalog: CatalogForTests, model: Model, data: st.DataObject) -> None:
    table, statement = data.draw(st.sampled_from(OWN))
    named = technique_id(data.draw(keys))
    if table not in ONCE or (table, named) not in model.made:
        await catalog.rows(statement, uuid7(), named)
        model.made.append((table, named))


async def decide_something(catalog: CatalogForTests, model: Model, data: st.DataObject) -> None:
    found = await catalog.rows("select id from attack_upgrade where state = 'applied' order by applied_at desc limit 1")
    if not found:
        return
    old, target = data.draw(keys), data.draw(keys)
    command = DecideSuccessionCommand(upgrade_id=found[0][0], version=None, technique=old, target=target)
    try:
        made = await catalog.act(DecideSuccession, LEAD, command)
    except DomainError:
        return
    model.decided[made.technique_id] = made.target_id


async def undo_something(catalog: CatalogForTests, model: Model, data: st.DataObject) -> None:
    found = await catalog.rows("select id, upgrade_id, technique_id from succession_decision where undone_at is null")
    if not found:
        return
    id_, upgrade_id, named = data.draw(st.sampled_from(sorted(found)))
    try:
        await catalog.act(UndoDecision, LEAD, UndoDecisionCommand(upgrade_id=upgrade_id, version=None, decision_id=id_))
    except DomainError:
        return
    del model.decided[named]


async def release_something(catalog: CatalogForTests, model: Model, data: st.DataObject, number: int) -> None:
    wanted = data.draw(releases())
    catalog.clock.pass_seconds(60)  # type: ignore[attr-defined]  # a clock that stands still
    await catalog.hear(applied([EXECUTION, *wanted.values()], f"{number}.0", version=number))
    model.present = {technique_id(key): item for key, item in wanted.items()}


@SETTINGS
@given(data=st.data())
async def test_nothing_of_ours_is_lost_and_all_of_it_finds_its_way(
    catalog: CatalogForTests, data: st.DataObject
) -> None:
    await catalog.rows(f"truncate {CLEARED}")
    await catalog.rows("insert into tag (id, version, name, retired) values ($1, 1, 'ours', false)", uuid7())
    model = Model()
    number = 1
    await release_something(catalog, model, data, number)
    for step in data.draw(
        st.lists(st.sampled_from(["make", "make", "release", "decide", "decide", "undo"]), max_size=9)
    ):
        match step:
            case "make":
                await make_something(catalog, model, data)
            case "decide":
                await decide_something(catalog, model, data)
            case "undo":
                await undo_something(catalog, model, data)
            case _:
                number += 1
                await release_something(catalog, model, data, number)
        await hold(catalog, model)
    await catalog.hear(applied([EXECUTION, *(technique(key) for key in KEYS)], f"{number + 1}.0", version=number + 1))
    assert await leading(catalog) == sorted((table, named, named) for table, named in model.made)
