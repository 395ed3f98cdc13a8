"""The questions behind what was known at an instant. In all of them `$1` holds the instants; a row of a period table
was known at one when its period covers it.

`$2` to `$4` are the ends of successions as three arrays (instant, old technique, its end); the last parameter limits
techniques, null for all.
"""

SETTINGS = """
select at.instant, 'scope' as kind, to_jsonb(s) as said
from unnest($1::timestamptz[]) as at(instant)
join scope_period s on s.known_from <= at.instant and s.known_to > at.instant
union all
select at.instant, 'configuration', c.content || jsonb_build_object('number', c.number)
from unnest($1::timestamptz[]) as at(instant)
cross join lateral (
    select number from activation where active_from <= at.instant order by active_from desc limit 1
) active
join configuration c on c.number = active.number
union all
select at.instant, 'succession', jsonb_build_object('old_id', s.old_id, 'target_id', s.target_id)
from unnest($1::timestamptz[]) as at(instant)
join succession_period s on s.known_from <= at.instant and s.known_to > at.instant
where not s.undone
"""

MAINTAINED = """
select technique_id, attack_id, name, state, platforms, domains, tactic_ids, review_required, has_subtechniques, inputs
from standing
"""

TECHNIQUES = """
select at.instant, t.technique_id, t.attack_id, t.name, t.state, t.platforms, t.domains, t.tactic_ids,
    t.review_required, exists (
        select from technique_period child
        where child.parent_id = t.technique_id and child.state = 'active'
            and child.known_from <= at.instant and child.known_to > at.instant
    ) as has_subtechniques
from unnest($1::timestamptz[]) as at(instant)
join technique_period t on t.known_from <= at.instant and t.known_to > at.instant
where $2::uuid[] is null or t.technique_id = any($2)
"""

FIRST_TOLD = """
select distinct on (technique_id) technique_id, attack_id, name, state, platforms, domains, tactic_ids,
    review_required, false as has_subtechniques
from technique_period where technique_id = any($1)
order by technique_id, version
"""

_TOLD_NOW = """
from unnest($1::timestamptz[]) as at(instant)
join test_period p on p.known_from <= at.instant and p.known_to > at.instant
left join unnest($2::timestamptz[], $3::uuid[], $4::uuid[]) as moved(instant, old_id, end_id)
    on moved.instant = at.instant and moved.old_id = p.technique_id
"""

# The latest of each line is the one validated last: see `domain.lines.latest_of_each`.
LINES = f"""
select instant, technique_id, procedure_key, platform, environment, result, attacked_at, validated_at, test_id, tests
from (
    select at.instant, coalesce(moved.end_id, p.technique_id) as technique_id, p.procedure_key, l.platform,
        l.environment, l.result, l.attacked_at, p.validated_at, p.test_id,
        row_number() over (line order by p.validated_at desc, l.attacked_at desc, p.test_id desc) as place,
        count(*) over line as tests
    {_TOLD_NOW}
    join test_line l on l.test_id = p.test_id and l.version = p.version
    where p.phase = 'validated' and ($5::uuid[] is null or p.technique_id = any($5))
    window line as (
        partition by at.instant, coalesce(moved.end_id, p.technique_id), p.procedure_key, l.platform, l.environment
    )
) ranked
where place = 1
"""  # noqa: S608  # put together from constants

WORK = f"""
select at.instant, coalesce(moved.end_id, p.technique_id) as technique_id,
    count(*) filter (where p.phase = 'draft' and not p.retest) as drafts,
    count(*) filter (where p.retest and p.phase in ('draft', 'started')) as open_retests,
    count(*) filter (where p.phase = 'started') as started,
    count(*) filter (where p.phase = 'validated') as validated,
    count(*) filter (where p.phase = 'validated' and p.result in ('prevented', 'detected')) as proven,
    max(p.red_approved_at) filter (where p.phase = 'validated') as red_approved_at
{_TOLD_NOW}
where $5::uuid[] is null or p.technique_id = any($5)
group by 1, 2
"""  # put together from constants

ASSUMED = """
select at.instant, rt.technique_id, 'rule' as kind, r.rule_id as id, r.title as name, r.enabled as counts,
    latest.fired, latest.attacked_at, latest.test_id
from unnest($1::timestamptz[]) as at(instant)
join rule_period r on r.known_from <= at.instant and r.known_to > at.instant
join rule_technique rt on rt.rule_id = r.rule_id and rt.version = r.version
left join lateral (
    select tr.fired, tr.attacked_at, tr.test_id
    from test_rule tr
    join test_period p on p.test_id = tr.test_id and p.version = tr.version
    where tr.rule_id = r.rule_id and p.known_from <= at.instant and p.known_to > at.instant
    order by p.validated_at desc, tr.attacked_at desc, tr.test_id desc
    limit 1
) latest on true
where $2::uuid[] is null or rt.technique_id = any($2)
union all
select at.instant, dt.technique_id, 'defence', d.defence_id, d.name, d.implemented, null, null, null
from unnest($1::timestamptz[]) as at(instant)
join defence_period d on d.known_from <= at.instant and d.known_to > at.instant
join defence_technique dt on dt.defence_id = d.defence_id and dt.version = d.version
where $2::uuid[] is null or dt.technique_id = any($2)
"""
