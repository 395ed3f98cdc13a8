"""What commands ask of their neighbours' facts: the adapters on PostgreSQL and the fakes answer alike."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from msgspec import json
from testing_support.database import unit_of_work
from testing_support.fakes import FakeOrganisation, FakePeople, FakeTechniques, FakeTemplates, FakeTools
from testing_support.people import BELA, EVERYONE, ROSA

from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_templates import TemplateState
from aegis_contracts.imported import templates as imported
from aegis_testing.adapters.persistence.neighbours import SqlOrganisation, SqlPeople, SqlTechniques, SqlTools
from aegis_testing.adapters.persistence.templates import SqlTemplates, template_of
from aegis_testing.application import ports
from aegis_testing.domain.arguments import Argument
from aegis_testing.domain.circumstances import Policy
from aegis_testing.domain.procedure import Technique


@dataclass
class Told:
    """What the neighbours have told so far."""

    policy: Policy | None = None
    environments: tuple[str, ...] = ()
    techniques: tuple[tuple[Technique, str, tuple[str, ...]], ...] = ()
    tools: tuple[ports.KnownTool, ...] = ()
    inactive: tuple[UUID, ...] = ()
    templates: tuple[TemplateState, ...] = ()


@dataclass
class Neighbours:
    organisation: ports.Organisation
    techniques: ports.Techniques
    tools: ports.Tools
    people: ports.People
    templates: ports.Templates


Opened = Callable[[Told], AbstractAsyncContextManager[Neighbours]]


@pytest.fixture(params=["fake", "postgres"])
def opened(request: pytest.FixtureRequest) -> Opened:
    return opened_fake if request.param == "fake" else opened_real(request.getfixturevalue("database"))


@asynccontextmanager
async def opened_fake(told: Told) -> AsyncIterator[Neighbours]:
    platforms = frozenset(platform for _, _, some in told.techniques for platform in some)
    vocabulary = ports.Vocabulary(platforms=platforms, environments=frozenset(told.environments))
    known = [
        ports.KnownTechnique(named_id=technique.id, technique=technique, state=state)
        for technique, state, _ in told.techniques
    ]
    yield Neighbours(
        organisation=FakeOrganisation(told.policy, vocabulary),
        techniques=FakeTechniques(*known, default=False),
        tools=FakeTools(*told.tools),
        people=FakePeople(told.inactive),
        templates=FakeTemplates(*map(template_of, told.templates)),
    )


def opened_real(database: Database) -> Opened:
    @asynccontextmanager
    async def open_real(told: Told) -> AsyncIterator[Neighbours]:
        await write(database, told)
        async with unit_of_work(database) as uow:
            yield Neighbours(
                organisation=SqlOrganisation(uow),
                techniques=SqlTechniques(uow),
                tools=SqlTools(uow),
                people=SqlPeople(uow),
                templates=SqlTemplates(uow),
            )

    return open_real


async def write(database: Database, told: Told) -> None:
    async with database.raw() as connection:
        if told.policy is not None:
            await connection.execute(
                "insert into organisation (key, kind, review, skew_tolerance_seconds)"
                " values ('policy/-', 'policy', $1, $2)",
                told.policy.review,
                told.policy.skew_tolerance_seconds,
            )
        if told.environments:
            await connection.execute(
                "insert into organisation (key, kind, environments) values ('scope/-', 'scope', $1)",
                list(told.environments),
            )
        for tool in told.tools:
            await connection.execute(
                "insert into organisation (key, kind, tool_id, tool_name) values ($1, 'tool', $2, $3)",
                f"tool/{tool.id}",
                tool.id,
                tool.name,
            )
        for technique, state, platforms in told.techniques:
            await connection.execute(
                "insert into technique values ($1, $2, $3, $4, $5)",
                technique.id,
                technique.attack_id,
                technique.name,
                state,
                list(platforms),
            )
        for template in told.templates:
            await connection.execute(
                "insert into template values ($1, $2, $3, $4, $5, $6)",
                template.id,
                template.name,
                template.state,
                template.approval,
                list(template.technique_ids),
                json.encode(template),
            )
        for one in EVERYONE:
            await connection.execute(
                "insert into known_user (id, name, roles, active, tokens_valid_from) values ($1, $2, $3, $4, $5)",
                one.id,
                one.name,
                [str(role) for role in one.roles],
                one.id not in told.inactive,
                datetime(2020, 1, 1, tzinfo=UTC),
            )


async def test_before_anything_was_told_the_defaults_hold(opened: Opened) -> None:
    async with opened(Told()) as near:
        assert await near.organisation.policy() == Policy()
        assert await near.organisation.vocabulary() == ports.Vocabulary()
        assert await near.tools.any() is False
        assert await near.techniques.find("T1059") is None


async def test_policy_and_vocabulary_are_what_was_told(opened: Opened) -> None:
    told = Told(
        policy=Policy(review="single", skew_tolerance_seconds=7),
        environments=("production", "lab"),
        techniques=(
            (Technique(id=uuid4(), attack_id="T1", name="One"), "active", ("Windows", "Linux")),
            (Technique(id=uuid4(), attack_id="T2", name="Two"), "active", ("Windows",)),
        ),
    )
    async with opened(told) as near:
        assert await near.organisation.policy() == told.policy
        vocabulary = await near.organisation.vocabulary()
        assert vocabulary.platforms == {"Windows", "Linux"}
        assert vocabulary.environments == {"production", "lab"}


async def test_a_technique_is_found_by_either_id(opened: Opened) -> None:
    one = Technique(id=uuid4(), attack_id="T1059.001", name="PowerShell")
    async with opened(Told(techniques=((one, "revoked", ()),))) as near:
        for named in (one.id, "T1059.001"):
            found = await near.techniques.find(named)
            assert found == ports.KnownTechnique(named_id=one.id, technique=one, state="revoked")
        for named in (uuid4(), "T9999"):
            assert await near.techniques.find(named) is None


async def test_a_tool_is_found_by_id_and_by_name_whatever_its_case(opened: Opened) -> None:
    edr, siem = ports.KnownTool(id=uuid4(), name="EDR"), ports.KnownTool(id=uuid4(), name="SIEM")
    async with opened(Told(tools=(edr, siem))) as near:
        assert await near.tools.any() is True
        assert await near.tools.by_id(siem.id) == siem
        assert await near.tools.by_name("edr") == edr
        assert await near.tools.by_id(uuid4()) is None
        assert await near.tools.by_name("ndr") is None


async def test_people_are_found_with_roles_and_standing(opened: Opened) -> None:
    async with opened(Told(inactive=(BELA.id,))) as near:
        found = await near.people.find_all([ROSA.id, BELA.id, uuid4()])
        assert found.keys() == {ROSA.id, BELA.id}
        rosa = found[ROSA.id]
        assert (rosa.person.name, rosa.roles, rosa.active) == ("Rosa", ROSA.roles, True)
        assert found[BELA.id].active is False
        assert await near.people.find_all([]) == {}


async def test_a_template_is_found_with_its_arguments_and_says_why_it_is_not_to_be_used(opened: Opened) -> None:
    technique_id = uuid4()
    good, gone, draft = (
        TemplateState(
            id=uuid4(),
            source="atomic",
            upstream_key=name,
            name=name,
            state=state,
            approval=approval,
            technique_ids=(technique_id,),
            command="run #{path}",
            arguments=(imported.Argument(name="path", type="path", default="/tmp"),),
        )
        for name, state, approval in (
            ("good", "active", "approved"),
            ("gone", "withdrawn", "approved"),
            ("draft", "active", "draft"),
        )
    )
    async with opened(Told(templates=(good, gone, draft))) as near:
        found = await near.templates.find(good.id)
        assert found is not None
        assert (found.name, found.technique_ids, found.usable) == ("good", (technique_id,), True)
        assert found.arguments == (Argument(name="path", type="path", value="/tmp"),)
        whys = [one.why for one in (await near.templates.find(gone.id), await near.templates.find(draft.id)) if one]
        assert whys == ["it is withdrawn", "it is draft"]
        assert await near.templates.find(uuid4()) is None
