"""Saying everything again: the same ids and versions."""

from typing import Any

import msgspec
from catalog_support.content import small_attack
from catalog_support.people import ADMIN, TECH
from catalog_support.service import CatalogForTests

from aegis_catalog.application.collection.commands.change_collection import ChangeCollection, ChangeCollectionCommand
from aegis_catalog.application.infrastructure_changes.commands.report_change import ReportChange, ReportChangeCommand
from aegis_catalog.application.infrastructure_changes.telling import ToldChange
from aegis_catalog.application.organisation.commands.add_custom_field import AddCustomField, AddCustomFieldCommand
from aegis_catalog.application.organisation.commands.add_team import AddTeam, AddTeamCommand
from aegis_catalog.application.organisation.commands.add_tool import AddTool, AddToolCommand
from aegis_catalog.application.own_actors.commands.add_actor import AddActor, AddActorCommand
from aegis_catalog.application.own_actors.named import NamedUse
from aegis_catalog.application.own_frameworks.commands.upload_framework import UploadFramework, UploadFrameworkCommand
from aegis_catalog.application.own_rules.commands.add_rule import AddRule, AddRuleCommand
from aegis_catalog.application.own_techniques.commands.add_technique import AddTechnique, AddTechniqueCommand
from aegis_catalog.application.own_templates.commands.add_templates import AddTemplates, AddTemplatesCommand
from aegis_catalog.application.profile.commands.change_profile import ActorWeight, ChangeProfile, ChangeProfileCommand
from aegis_catalog.application.republishing.commands.republish import Republish
from aegis_catalog.application.tags.commands.add_tag import AddTag, AddTagCommand
from aegis_catalog.bootstrap.service import begin_organisation
from aegis_catalog.domain.own_actor import ActorTold
from aegis_catalog.domain.own_framework import FrameworkRow, FrameworkTold
from aegis_catalog.domain.own_rule import RuleTold
from aegis_catalog.domain.own_template import TemplateTold
from aegis_catalog.domain.tool import Description

HOUSE = FrameworkTold(slug="house", name="House")
CONTROL = FrameworkRow(line=2, control_id="A-1", title="One", technique_id="T1059")


async def last_of_each(catalog: CatalogForTests) -> dict[tuple[str, str], tuple[Any, ...]]:
    said: dict[tuple[str, str], tuple[Any, ...]] = {}
    for topic, headers, value in await catalog.rows("select topic, headers, value from outbox order by id"):
        told = msgspec.json.decode(headers)
        state = msgspec.json.decode(value)["state"]
        said[topic, told["ce_subject"]] = (told["ce_id"], told["ce_sequence"], told["ce_type"], state)
    return said


async def test_the_last_of_everything_is_said_again_as_it_was(catalog: CatalogForTests) -> None:
    await begin_organisation(catalog.container)
    await catalog.hear(small_attack())
    for use_case, command in (
        (AddTeam, AddTeamCommand(name="Blue")),
        (AddTag, AddTagCommand(name="crown", techniques=("T1059",))),
        (AddCustomField, AddCustomFieldCommand(name="Zone", type="choice", choices=("DMZ",))),
        (ChangeProfile, ChangeProfileCommand(version=None, actors=(ActorWeight("G0016", 2),))),
        (ReportChange, ReportChangeCommand(told=ToldChange(title="Move", platforms=("Windows",)))),
        (AddTechnique, AddTechniqueCommand(name="Own", domain="enterprise", tactics=("TA0001",))),
        (AddActor, AddActorCommand(told=ActorTold(name="Us"), techniques=(NamedUse("T1059"),))),
        (AddTemplates, AddTemplatesCommand(items=[TemplateTold(name="Own", techniques=("T1059",), command="x")])),
        (AddRule, AddRuleCommand(told=RuleTold(title="Own"))),
        (UploadFramework, UploadFrameworkCommand(told=HOUSE, rows=[CONTROL])),
    ):
        await catalog.act(use_case, ADMIN, command)
    await catalog.act(
        ChangeCollection,
        TECH,
        ChangeCollectionCommand(component="DC0001", version=None, collection={"Windows": "collected"}),
    )
    await catalog.act(AddTool, ADMIN, AddToolCommand(description=Description(name="EDR", kind="edr")))
    before = {place: said for place, said in (await last_of_each(catalog)).items() if "audit" not in place[0]}
    await catalog.rows("delete from outbox")
    count = await catalog.act(Republish)
    again = await last_of_each(catalog)
    assert again == before
    assert count == len(before)
