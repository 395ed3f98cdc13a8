"""An import and a person at the same technique at the same time: neither is lost, no version comes twice."""

import asyncio

import msgspec
from catalog_support.claims import facts, technique, technique_id
from catalog_support.people import LEAD
from catalog_support.service import CatalogForTests

from aegis_catalog.application.reviews.commands.dismiss_review import DismissReview, DismissReviewCommand
from aegis_catalog.application.reviews.commands.flag_technique import FlagTechnique, FlagTechniqueCommand


async def test_flags_and_imports_at_once_keep_every_version(catalog: CatalogForTests) -> None:
    await catalog.hear(facts(technique("T1"), technique("T2")))

    async def importing() -> None:
        for version in range(2, 22):
            await catalog.hear(facts(technique("T1", name=f"Name {version}"), technique("T2"), version=version))

    async def reviewing() -> None:
        for _ in range(10):
            await catalog.act(FlagTechnique, LEAD, FlagTechniqueCommand(technique="T1", version=None, reason="x"))
            await catalog.act(DismissReview, LEAD, DismissReviewCommand(technique="T1", version=None, reason="x"))

    await asyncio.gather(importing(), reviewing())
    rows = await catalog.rows(
        "select headers, value from outbox where topic = 'aegis.catalog.techniques' and key = $1 order by id",
        str(technique_id("T1")),
    )
    versions = [int(msgspec.json.decode(headers)["ce_sequence"]) for headers, _ in rows]
    assert versions == list(range(1, 42))
    last = msgspec.json.decode(rows[-1][1])["state"]
    assert last["name"] == "Name 21"
    assert last["review_required"] is False
