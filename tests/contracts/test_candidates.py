"""How many rules may see what some template does, on today's content: a query over shared techniques and platforms.

`events.md` says 223,308 pairs. Ours are more: links are followed to where ids lead today (two ids that became one are
shared), and a rule whose log source says nothing of a platform fits every one.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from carrying import SOURCES, batches, read_all, total
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.postgres import ServerForTests

pytestmark = pytest.mark.data

WANTED = ("attack-enterprise", "atomic", "caldera", "lolbas", "gtfobins", "sigma", "elastic", "splunk")
PAIRS = """
with links as (
    select distinct item_id, kind, technique_id from technique_name where active and technique_id is not null
)
select {template}count(*), count(*) filter (
    where rule.platforms is null or template.platforms = '{{}}' or rule.platforms && template.platforms
)
from (
    select distinct tried.item_id as template_id, seen.item_id as rule_id
    from links tried join links seen using (technique_id)
    where tried.kind = 'template' and seen.kind = 'rule'
) pairs
join template on template.id = template_id
join rule on rule.id = rule_id
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def content(postgres_server: ServerForTests) -> AsyncIterator[Client]:
    facts = await read_all([source for source in SOURCES if source in WANTED])
    async with postgres_server.database(MIGRATIONS) as made:
        catalog = CatalogForTests(made.open(MIGRATIONS.schema))
        for told in facts.values():
            await catalog.hear(*batches(told))
        async with serving(catalog.app()) as http:
            yield Client(http, catalog, Role.VIEWER)
        await catalog.container.close()


async def test_candidates_are_counted(content: Client) -> None:
    [(shared, fitting)] = await content.catalog.rows(PAIRS.format(template=""))
    assert (shared, fitting) == (395_079, 249_549)


async def test_the_query_gives_what_is_counted(content: Client) -> None:
    counted = await content.catalog.rows(PAIRS.format(template="template_id, ") + "group by template_id")
    expected = {template_id: fitting for template_id, _, fitting in counted}
    rows = await content.catalog.rows("select id from template where state = 'active' order by md5(id::text) limit 20")
    for (template_id,) in rows:
        assert await total(content, f"/test-templates/{template_id}/candidates") == expected.get(template_id, 0)
