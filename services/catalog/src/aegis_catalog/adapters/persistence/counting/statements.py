"""What is counted, in one statement: each part gives rows of (part, name, group, how, numbers)."""

ITEM_TABLES = {
    "technique": "technique",
    "tactic": "tactic",
    "mitigation": "mitigation",
    "data_component": "data_component",
    "detection_strategy": "strategy",
    "actor": "actor",
    "actor_profile": "actor_profile",
    "software": "software",
    "campaign": "campaign",
    "template": "template",
    "adversary": "adversary",
    "rule": "rule",
    "defence": "defence",
    "framework": "framework",
    "control": "control",
    "intel": "intel",
}
"""The table of each kind."""

# Sub-techniques are counted among techniques and again by themselves; analytics have no row of their own kind.
_SOURCES = {
    **{kind: f"select state, domains, upstream from {table}" for kind, table in ITEM_TABLES.items()},  # noqa: S608  # our own tables' names
    "subtechnique": "select state, domains, upstream from technique where is_subtechnique",
    "analytic": """
        select 'active' as state, domains, upstream from (
            select distinct on (coalesce(nullif(analytic.attack_id, ''), strategy_id || '/' || place)) domains, upstream
            from analytic join strategy on strategy.id = strategy_id
            where strategy.state <> 'withdrawn'
        ) analytics
    """,
}
_ITEMS = """
select 'item' as part, '{kind}' as name, how, grouped, array[
    count(*) filter (where state = 'active'), count(*) filter (where state = 'revoked'),
    count(*) filter (where state = 'deprecated'), count(*) filter (where state = 'withdrawn')
] as numbers
from (
    select state, how, grouped from ({source}) item
    cross join lateral (
        select 'all' as how, '' as grouped
        union all select 'domain', unnest(item.domains)
        union all select 'upstream', item.upstream
    ) grouping_
) counted
group by how, grouped
"""


def _pairs(table: str, left: str, right: str, where: str = "true") -> str:
    return f"select {left} as l, {right} as r from {table} where {where}"  # noqa: S608  # as above


_DIRECT = _pairs("actor_use", "actor_id", "technique_id", "way = 'direct'")
_BY_SOFTWARE = """
    select actor_id, technique_id from actor_software
    join software on software.id = actor_software.software_id and software.state = 'active'
    join software_use on software_use.software_id = software.id
"""
_RELATIONS = {
    "actor_uses_technique": ("actor", "technique", _DIRECT),
    "actor_uses_technique_or_its_campaigns_do": (
        "actor",
        "technique",
        _pairs("actor_use", "actor_id", "technique_id", "way <> 'software'"),
    ),
    "actor_uses_technique_or_its_software_does": ("actor", "technique", f"{_DIRECT} union {_BY_SOFTWARE}"),
    "actor_uses_software": ("actor", "software", _pairs("actor_software", "actor_id", "software_id")),
    "software_uses_technique": ("software", "technique", _pairs("software_use", "software_id", "technique_id")),
    "campaign_uses_technique": ("campaign", "technique", _pairs("campaign_use", "campaign_id", "technique_id")),
    "campaign_uses_software": ("campaign", "software", _pairs("campaign_software", "campaign_id", "software_id")),
    "campaign_attributed_to_actor": ("campaign", "actor", _pairs("campaign_actor", "campaign_id", "actor_id")),
    "mitigation_mitigates_technique": (
        "mitigation",
        "technique",
        _pairs("technique_mitigation", "mitigation_id", "technique_id"),
    ),
    "detection_strategy_detects_technique": (
        "strategy",
        "technique",
        _pairs("strategy_technique", "strategy_id", "technique_id"),
    ),
    "data_component_shows_technique": (
        "data_component",
        "technique",
        _pairs("technique_component", "component_id", "technique_id"),
    ),
    "technique_in_tactic": ("technique", "tactic", _pairs("technique_tactic", "technique_id", "tactic_id")),
    "profile_of_actor": ("actor_profile", "actor", _pairs("actor_profile_of", "profile_id", "actor_id")),
}
"""By name: the tables of its ends, and its pairs."""
_ACTIVE_ENDS = "a.state = 'active' and b.state = 'active'"
_RELATION = """
select 'relation', '{name}', how, grouped, array[count(*), count(distinct l), count(distinct r)]
from (
    select distinct l, r, how, grouped from ({pairs}) pair
    join {left} a on a.id = pair.l
    join {right} b on b.id = pair.r
    cross join lateral (
        select 'all' as how, '' as grouped
        union all (select 'domain', unnest(a.domains) intersect select 'domain', unnest(b.domains))
    ) grouping_
    where {ends}
) counted
group by how, grouped
"""
_REVOKED = _RELATION.format(
    name="technique_revoked_by_technique",
    pairs="select id as l, revoked_by as r from technique where state = 'revoked' and revoked_by is not null",
    left="technique",
    right="technique",
    ends="true",
)

_NAMING = ("template", "rule", "defence", "framework", "control", "intel")
_NAMED = """
select 'named', kind, how, upstream, array[
    count(distinct item_id), count(*), count(distinct named),
    count(distinct named) filter (where known = 'active'), count(distinct named) filter (where known = 'revoked'),
    count(distinct named) filter (where known = 'deprecated'), count(distinct named) filter (where known = 'withdrawn'),
    count(distinct named) filter (where known is null),
    count(distinct technique_id) filter (where leads_to = 'active')
]
from (
    select n.kind, item.upstream, n.item_id, n.named, n.technique_id, known.state as known, ends.state as leads_to, how
    from technique_name n
    join ({items}) item on item.id = n.item_id
    cross join lateral (select 'all' as how union all select 'active' where n.active) grouping_
    left join (
        select distinct on (attack_id) attack_id, state from technique
        order by attack_id, state = 'active' desc, domain_rank, id
    ) known on known.attack_id = n.named
    left join technique ends on ends.id = n.technique_id
) named
group by kind, upstream, how
""".replace(
    "{items}",
    " union all ".join(f"select id, upstream from {ITEM_TABLES[kind]}" for kind in _NAMING),  # noqa: S608  # as above
)

COUNTS = " union all ".join(
    (
        *(_ITEMS.format(kind=kind, source=source) for kind, source in _SOURCES.items()),
        *(
            _RELATION.format(name=name, pairs=pairs, left=left, right=right, ends=_ACTIVE_ENDS)
            for name, (left, right, pairs) in _RELATIONS.items()
        ),
        _REVOKED,
        _NAMED,
    )
)
