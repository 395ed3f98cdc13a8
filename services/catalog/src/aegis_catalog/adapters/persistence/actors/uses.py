"""Who uses what, and how: the three ways in one row, the most direct first."""

from typing import Any

from sqlalchemy import Subquery, Text, Uuid, bindparam, text

from aegis_catalog.adapters.persistence.columns import WORDS
from aegis_catalog.adapters.persistence.reading import as_built
from aegis_catalog.application.views.techniques import UseView
from aegis_contracts.words import Way

_USED = """
select {other}, array_agg(way order by place) as ways,
    cast(json_agg(json_build_object(
        'way', way, 'through', nullif(through, ''), 'description', description,
        'citations', cast(convert_from(citations, 'UTF8') as json)
    ) order by place, through) as text) as uses
from (
    select {other}, way, through, description, citations,
        array_position(array['direct', 'campaign', 'software'], way) as place
    from actor_use
    where {owner} = {item} and way = any(:way)
    union all
    select {other}, 'software', software.attack_id || ' ' || software.name, '', cast('[]' as bytea), 3
    from actor_software
    join software on software.id = actor_software.software_id and software.state = 'active'
    join software_use on software_use.software_id = software.id
    where {owner} = {item} and 'software' = any(:way)
) one_use
group by {other}
"""
_ITEM = """(
    select id from {table} where id = :owner_id or attack_id = :owner_public_id
    order by state <> 'active', domain_rank, id limit 1
)"""


def uses_of(table: str) -> Subquery:
    """A row for each technique that an actor uses (`table` is ``actor``), or for each actor that uses a technique
    (``technique``), in one of the ways of the parameter ``way``. Bound by `naming` too."""
    owner, other = ("actor_id", "technique_id") if table == "actor" else ("technique_id", "actor_id")
    statement = text(_USED.format(owner=owner, other=other, item=_ITEM.format(table=table))).bindparams(
        bindparam("owner_id", type_=Uuid), bindparam("owner_public_id", type_=Text), bindparam("way", type_=WORDS)
    )
    columns: dict[str, Any] = {other: Uuid, "ways": WORDS, "uses": Text}
    return statement.columns(**columns).subquery("used")


def use_values(ways: list[Way], uses: str) -> tuple[Any, ...]:
    """The values of ``way``, ``ways`` and ``uses`` in a view."""
    different = list(dict.fromkeys(ways))
    return (different[0], different, as_built(uses, list[UseView]))
