"""Two releases side by side, in SQL: what differs in each technique, and what that means in an upgrade."""

from typing import Any

from sqlalchemy import Subquery, Text, Uuid, bindparam, text

from aegis_catalog.adapters.persistence.columns import WORDS

_FIELDS = (
    ("attack_id", "attack_id"), ("description", "description"), ("detection", "detection"),
    ("mitigations", "mitigations"), ("name", "name"), ("parent", "parent_id"), ("platforms", "platforms"),
    ("revoked_by", "revoked_by"), ("tactics", "tactics"),
)  # fmt: skip
_DIFFERING = ", ".join(
    f"case when before.{column} is distinct from after.{column} then '{field}' end" for field, column in _FIELDS
)
_REF = "json_build_object('id', technique_id, 'attack_id', attack_id, 'name', name, 'state', state)"


def _shown(side: str) -> str:
    """A technique of one release as JSON; null where that does not have it."""
    return f"""
case when {side}.technique_id is not null then cast(json_build_object(
    'attack_id', {side}.attack_id, 'name', {side}.name, 'state', {side}.state, 'tactics', {side}.tactics,
    'parent', (select attack_id from {side}_release other where other.technique_id = {side}.parent_id),
    'revoked_by', (select {_REF} from {side}_release other where other.technique_id = {side}.revoked_by)
) as text) end
"""  # noqa: S608  # put together from constants


# `ended`: what pointed to it in the release before has no active end to follow to in the one after.
_COMPARED = f"""
with before_release as materialized (
    select * from release_technique where domain = {{domain}} and release = {{before}}
        and exists (select from release where domain = {{domain}} and release = {{after}})
), after_release as materialized (
    select * from release_technique where domain = {{domain}} and release = {{after}}
        and exists (select from release where domain = {{domain}} and release = {{before}})
), paired as (
    select coalesce(after.technique_id, before.technique_id) as technique_id,
        coalesce(after.attack_id, before.attack_id) as attack_id,
        coalesce(after.name, before.name) as name,
        before.state as state_before, after.state as state_after,
        after.end_id, coalesce(after.decided, false) as decided,
        before.state = 'active' or before.end_id is distinct from after.end_id
            or before.decided is distinct from after.decided as moves,
        coalesce(ending.has_subtechniques, false) as leads_to_parent,
        case when before.state = after.state then array_remove(array[{_DIFFERING}], null)
            else cast(array[] as text[]) end as fields,
        {_shown("before")} as shown_before,
        {_shown("after")} as shown_after,
        (select cast({_REF} as text) from after_release other where other.technique_id = after.end_id) as successor
    from before_release before
    full join after_release after on after.technique_id = before.technique_id
    left join after_release ending on ending.technique_id = after.end_id and ending.state = 'active'
), said as (
    select paired.*, case
        when state_before is null then array['added']
        when state_after is null then array['gone']
        when state_before <> state_after and state_after = 'active' then array['restored']
        when state_before <> state_after then array[state_after]
        when cardinality(fields) = 0 then array['unchanged']
        else array_remove(array[
            case when 'name' = any(fields) then 'renamed' end,
            case when fields && array['tactics', 'parent'] then 'moved' end,
            'changed'
        ], null)
    end as changes, case
        when state_before is null or state_after = 'active' then null
        when state_after is null then case when state_before = 'active' then 'gone' end
        when not moves then null
        when state_after = 'deprecated' then case when state_before <> 'deprecated' then 'deprecated' end
        when end_id is null then 'no_successor'
        when not decided then 'end_not_active'
        when leads_to_parent and state_before = 'active' then 'leads_to_parent'
    end as why
    from paired
)
select technique_id, attack_id, name, fields, shown_before, shown_after, successor, changes, why, case
    when state_before is null then 'added'
    when why is not null then 'to_decide'
    when state_after = 'active' then
        case when state_before <> 'active' or cardinality(fields) > 0 then 'changed' else 'unchanged' end
    when state_after = 'revoked' and decided and moves then 'carried'
    else 'unchanged'
end as outcome
from said
"""  # noqa: S608  # put together from constants

_TYPES: dict[str, Any] = {
    "technique_id": Uuid, "attack_id": Text, "name": Text, "fields": WORDS, "shown_before": Text, "shown_after": Text,
    "successor": Text, "changes": WORDS, "why": Text, "outcome": Text,
}  # fmt: skip


def compared(domain: str, before: str, after: str) -> str:
    """The SQL of every technique of two releases, given expressions for the domain and both releases; of none unless
    both are known."""
    return _COMPARED.format(domain=domain, before=before, after=after)


def compared_releases() -> Subquery:
    """Bound by ``domain``, ``before``, ``after``."""
    statement = text(compared(":domain", ":before", ":after")).bindparams(
        bindparam("domain", type_=Text), bindparam("before", type_=Text), bindparam("after", type_=Text)
    )
    return statement.columns(**_TYPES).subquery("compared")


_OF_UPGRADE = "(select {} from attack_upgrade where id = :upgrade_id)"


def compared_in_upgrade() -> Subquery:
    """Bound by ``upgrade_id``."""
    parts = (_OF_UPGRADE.format(column) for column in ("domain", "from_release", "to_release"))
    statement = text(compared(*parts)).bindparams(bindparam("upgrade_id", type_=Uuid))
    return statement.columns(**_TYPES).subquery("compared")
