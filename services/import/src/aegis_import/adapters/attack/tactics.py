"""Tactics, their order in the matrix, and how techniques name them."""

from aegis_contracts.imported.attack import TacticItem
from aegis_import.adapters.attack.bundle import Bundle
from aegis_import.adapters.attack.reading import attack_id_of, text
from aegis_import.adapters.attack.stix import AttackPattern, Matrix, Tactic
from aegis_import.application.report import Report

KILL_CHAINS = frozenset({"mitre-attack", "mitre-mobile-attack", "mitre-ics-attack"})
_LAST = 1_000_000


class Tactics:
    """The tactics of one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        order = [id_ for matrix in bundle.of(Matrix) if matrix.active for id_ in matrix.tactic_refs]
        self._place = {id_: place for place, id_ in enumerate(dict.fromkeys(order))}
        # Where two share a shortname, the active one is meant.
        ranked = sorted(bundle.of(Tactic), key=lambda one: one.active)
        self._by_shortname = {one.x_mitre_shortname: one for one in ranked}
        self._path = bundle.path

    def item(self, one: Tactic, attack_id: str) -> TacticItem:
        """The tactic as an entry."""
        return TacticItem(
            attack_id=attack_id,
            shortname=one.x_mitre_shortname,
            name=text(one.name),
            description=text(one.description),
            place=self._place.get(one.id),
            revoked=one.revoked,
            deprecated=one.x_mitre_deprecated,
        )

    def of(self, technique: AttackPattern, report: Report) -> list[Tactic]:
        """The tactics that a technique names, in matrix order. An active technique that names one which the bundle has
        not is warned of."""
        found: dict[str, Tactic] = {}
        for phase in technique.kill_chain_phases:
            if phase.kill_chain_name not in KILL_CHAINS:
                continue
            tactic = self._by_shortname.get(phase.phase_name)
            if tactic is not None:
                found[tactic.id] = tactic
            elif technique.active:
                report.warning(
                    "unknown_tactic",
                    f"{attack_id_of(technique)} names the tactic {phase.phase_name!r}, which the bundle has not.",
                    path=self._path,
                    kind="technique",
                    key=technique.id,
                )
        return sorted(found.values(), key=lambda one: (self._place.get(one.id, _LAST), one.id))
