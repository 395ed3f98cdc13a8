"""Saying everything again: the same ids and versions."""

from typing import Any

import msgspec
from catalog_support.content import small_attack
from catalog_support.people import ADMIN
from catalog_support.service import CatalogForTests

from aegis_catalog.application.organisation.commands.add_tool import AddTool, AddToolCommand
from aegis_catalog.application.republishing.commands.republish import Republish
from aegis_catalog.bootstrap.service import begin_organisation
from aegis_catalog.domain.tool import Description


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
    await catalog.act(AddTool, ADMIN, AddToolCommand(description=Description(name="EDR", kind="edr")))
    before = {place: said for place, said in (await last_of_each(catalog)).items() if "audit" not in place[0]}
    await catalog.rows("delete from outbox")
    count = await catalog.act(Republish)
    again = await last_of_each(catalog)
    assert again == before
    assert count == len(before)
