"""Teams on PostgreSQL."""

from aegis_catalog.adapters.persistence.organisation.tables import team
from aegis_catalog.adapters.persistence.organisation.things import SqlNamedThings, Thing
from aegis_catalog.application.organisation.published import team_state
from aegis_catalog.domain.teams import Team


class SqlTeams(SqlNamedThings[Team]):
    """`Teams`."""

    thing = Thing(
        kind="team",
        noun="team",
        type_="TeamChanged",
        table=team,
        row=lambda one: {"name": one.name, "retired": one.retired},
        made=lambda row: Team(row.id, row.version, name=row.name, retired=row.retired),
        state=team_state,
    )
