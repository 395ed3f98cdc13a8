"""What is left out, said beside every denominator."""

from collections.abc import Iterable
from datetime import datetime

from aegis_scoring.application.queries.boards import Entry
from aegis_scoring.application.queries.views import ExclusionView, technique_name
from aegis_scoring.domain.scope import Scope, excluded_until


def exclusion_views(scope: Scope, entries: Iterable[Entry], instant: datetime) -> tuple[ExclusionView, ...]:
    """The exclusions of these techniques that hold at `instant`, by public id."""
    by_id = {entry.facts.id: entry.facts for entry in entries}
    return tuple(
        sorted(
            (
                ExclusionView(
                    technique=technique_name(by_id[exclusion.technique_id]),
                    reason=exclusion.reason,
                    until=exclusion.until,
                )
                for exclusion in scope.exclusions
                if exclusion.technique_id in by_id and excluded_until(exclusion.technique_id, scope, instant)[0]
            ),
            key=lambda view: view.technique.attack_id,
        )
    )
