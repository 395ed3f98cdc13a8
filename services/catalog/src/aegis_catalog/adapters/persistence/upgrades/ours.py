"""What of ours hangs on a technique, counted by kind: tests, what people wrote, what names it in upstream's text."""

from aegis_catalog.adapters.persistence.content.pointings import POINTINGS

_SUBJECTS = """
select 'tests' as subject from test_use where drafted_id = {technique}
union all
select case kind when 'adversary' then 'adversaries' when 'intel' then kind else kind || 's' end
from technique_name where named = {attack_id} and active
"""


def ours_of(technique: str, attack_id: str) -> str:
    """The SQL of a row for each thing of ours that was made for a technique, whatever it leads to now, given
    expressions for its id and its public id."""
    own = [
        f"select '{one.subject}' from {one.table} where {one.table}.{one.named} = {technique} and ({one.counts})"  # noqa: S608  # our own tables
        for one in POINTINGS
    ]
    return " union all ".join([_SUBJECTS.format(technique=technique, attack_id=attack_id), *own])


def counted(technique: str, attack_id: str) -> str:
    """The SQL of a JSON object of the counts by kind."""
    return f"""(
        select cast(coalesce(json_object_agg(subject, things order by subject), '{{}}') as text)
        from (
            select subject, count(*) as things from ({ours_of(technique, attack_id)}) one_thing group by subject
        ) kinds
    )"""  # noqa: S608  # put together from constants
