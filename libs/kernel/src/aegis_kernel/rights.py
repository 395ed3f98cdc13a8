"""Who may do what: one table for the whole suite, decided from a caller's claims alone.

The table answers (role, action, relation to the object). Which relation a caller has is for the use case to say:
it knows the object. The printed matrix in the docs and the cell-by-cell tests are made from this table.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from aegis_kernel.errors import Forbidden


class Role(StrEnum):
    """What a person may be; somebody may be several. `SERVICE` is for machine accounts."""

    ADMIN = "admin"
    RED_TECH = "red_tech"
    RED_LEAD = "red_lead"
    BLUE_TECH = "blue_tech"
    BLUE_LEAD = "blue_lead"
    AUDITOR = "auditor"
    VIEWER = "viewer"
    GUEST = "guest"
    SERVICE = "service"


class Relation(StrEnum):
    """How a caller stands to the object at hand."""

    ANY = "any"
    ASSIGNED = "assigned"
    """Assigned to the side concerned."""
    OTHER_SIDE = "other_side"
    """Assigned to the other side."""
    AUTHOR = "author"
    SELF = "self"
    MEMBER = "member"
    """In the campaign concerned: what lets a guest read."""


class Action(StrEnum):
    """What can be asked for, one word a row of the permission matrix."""

    CONTENT_READ = "content.read"
    CONTENT_REVIEW = "content.review"
    CONTENT_NOTE = "content.note"
    """Write and revise our own notes on content."""
    ORGANISATION_READ = "organisation.read"
    ORGANISATION_EDIT = "organisation.edit"
    TOOLS_EDIT = "tools.edit"
    TAGS_EDIT = "tags.edit"
    """Make, rename and retire tags, and put them on techniques."""
    TECHNIQUES_EDIT = "techniques.edit"
    """Make and change techniques of our own."""
    ACTORS_EDIT = "actors.edit"
    """Make and change threat actors of our own. The threat profile is for ``organisation.edit``."""
    TEMPLATES_DRAFT = "templates.draft"
    TEMPLATES_APPROVE = "templates.approve"
    """Approve and retire templates; never one's own draft."""
    RULES_DRAFT = "rules.draft"
    DEPLOYMENTS_EDIT = "deployments.edit"
    """Say which rules are deployed where, confirm and dismiss candidates, say which data components are collected."""
    DEFENCES_EDIT = "defences.edit"
    FRAMEWORKS_EDIT = "frameworks.edit"
    PLAYBOOKS_EDIT = "playbooks.edit"
    INTEL_TRIAGE = "intel.triage"
    CHANGES_REPORT = "changes.report"
    """Report a change of the infrastructure."""
    UPGRADES_DECIDE = "upgrades.decide"
    TESTS_READ = "tests.read"
    TESTS_DRAFT = "tests.draft"
    TESTS_EDIT_DRAFT = "tests.edit_draft"
    TESTS_DELETE_DRAFT = "tests.delete_draft"
    TESTS_START = "tests.start"
    TESTS_LEAD = "tests.lead"
    TESTS_BLIND = "tests.blind"
    """Draft a test whose red side others do not see."""
    TESTS_REVEAL = "tests.reveal"
    TESTS_CORRECT = "tests.correct"
    """Propose, reject and withdraw corrections of validated tests; approving one is a review."""
    TESTS_COMMENT = "tests.comment"
    REMEDIATIONS_EDIT = "remediations.edit"
    """Work on a remediation; whoever owns it stands to it as assigned."""
    RED_WORK = "red.work"
    BLUE_WORK = "blue.work"
    RED_RETURN = "red.return"
    BLUE_RETURN = "blue.return"
    RED_REVIEW = "red.review"
    BLUE_REVIEW = "blue.review"
    CAMPAIGNS_READ = "campaigns.read"
    """Guests: those that they are in; restricted ones: see the campaign."""
    CAMPAIGNS_LEAD = "campaigns.lead"
    """Create, edit, activate, schedule, complete; from an actor."""
    EVIDENCE_READ = "evidence.read"
    SCORES_READ = "scores.read"
    SCORING_CONFIGURE = "scoring.configure"
    SOURCES_READ = "sources.read"
    SOURCES_MANAGE = "sources.manage"
    LAYERS_READ = "layers.read"
    AUDIT_READ = "audit.read"
    USERS_READ = "users.read"
    USERS_MANAGE = "users.manage"
    ACCOUNT_OWN = "account.own"


_ANY = frozenset({Relation.ANY})
_MEMBER = frozenset({Relation.MEMBER})
_PEOPLE = (Role.ADMIN, Role.RED_TECH, Role.RED_LEAD, Role.BLUE_TECH, Role.BLUE_LEAD, Role.AUDITOR, Role.VIEWER)
_EVERYONE = dict.fromkeys((*_PEOPLE, Role.SERVICE), _ANY)
_SIGNED_IN = dict.fromkeys(Role, _ANY)
_LEADS = {Role.RED_LEAD: _ANY, Role.BLUE_LEAD: _ANY}
_TESTERS = dict.fromkeys((Role.RED_TECH, Role.RED_LEAD, Role.BLUE_TECH, Role.BLUE_LEAD), _ANY)


def _only(*roles: Role) -> dict[Role, frozenset[Relation]]:
    return dict.fromkeys(roles, _ANY)


POLICY: Mapping[Action, Mapping[Role, frozenset[Relation]]] = {
    Action.CONTENT_READ: _EVERYONE,
    Action.CONTENT_REVIEW: _LEADS,
    Action.CONTENT_NOTE: _TESTERS,
    Action.ORGANISATION_READ: _EVERYONE,
    Action.ORGANISATION_EDIT: _only(Role.ADMIN),
    Action.TOOLS_EDIT: {**_LEADS, **_only(Role.ADMIN)},
    Action.TAGS_EDIT: {**_TESTERS, **_only(Role.ADMIN)},
    Action.TECHNIQUES_EDIT: _only(Role.ADMIN),
    Action.ACTORS_EDIT: {**_LEADS, **_only(Role.ADMIN)},
    Action.TEMPLATES_DRAFT: {**_LEADS, **_only(Role.ADMIN, Role.RED_TECH)},
    Action.TEMPLATES_APPROVE: _LEADS,
    Action.RULES_DRAFT: {**_LEADS, **_only(Role.ADMIN, Role.BLUE_TECH)},
    Action.DEPLOYMENTS_EDIT: {**_LEADS, **_only(Role.BLUE_TECH, Role.SERVICE)},
    Action.DEFENCES_EDIT: _LEADS,
    Action.FRAMEWORKS_EDIT: _only(Role.ADMIN),
    Action.PLAYBOOKS_EDIT: _TESTERS,
    Action.INTEL_TRIAGE: _TESTERS,
    Action.CHANGES_REPORT: {**_LEADS, **_only(Role.ADMIN, Role.BLUE_TECH, Role.SERVICE)},
    Action.UPGRADES_DECIDE: {**_LEADS, **_only(Role.ADMIN)},
    Action.TESTS_READ: {**_EVERYONE, Role.GUEST: _MEMBER},
    Action.TESTS_DRAFT: _TESTERS,
    Action.TESTS_EDIT_DRAFT: _TESTERS,
    Action.TESTS_DELETE_DRAFT: dict.fromkeys(Role, frozenset({Relation.AUTHOR})),
    Action.TESTS_START: {
        **_LEADS,
        Role.RED_TECH: frozenset({Relation.ASSIGNED}),
    },
    Action.TESTS_LEAD: _LEADS,
    Action.TESTS_BLIND: _only(Role.RED_TECH, Role.RED_LEAD),
    Action.TESTS_REVEAL: _only(Role.RED_LEAD),
    Action.TESTS_CORRECT: _LEADS,
    Action.TESTS_COMMENT: _EVERYONE,
    Action.REMEDIATIONS_EDIT: {**dict.fromkeys(_PEOPLE, frozenset({Relation.ASSIGNED})), **_LEADS},
    Action.RED_WORK: {Role.RED_LEAD: _ANY, Role.RED_TECH: frozenset({Relation.ASSIGNED})},
    Action.BLUE_WORK: {Role.BLUE_LEAD: _ANY, Role.BLUE_TECH: frozenset({Relation.ASSIGNED})},
    Action.RED_RETURN: {**_LEADS, Role.BLUE_TECH: frozenset({Relation.OTHER_SIDE})},
    Action.BLUE_RETURN: {**_LEADS, Role.RED_TECH: frozenset({Relation.OTHER_SIDE})},
    Action.RED_REVIEW: _only(Role.RED_LEAD),
    Action.BLUE_REVIEW: _only(Role.BLUE_LEAD),
    Action.CAMPAIGNS_READ: {**_EVERYONE, Role.GUEST: _MEMBER},
    Action.CAMPAIGNS_LEAD: {**_LEADS, **_only(Role.ADMIN)},
    Action.EVIDENCE_READ: {**_EVERYONE, Role.GUEST: _MEMBER},
    Action.SCORES_READ: _EVERYONE,
    Action.SCORING_CONFIGURE: _only(Role.ADMIN),
    Action.SOURCES_READ: _EVERYONE,
    Action.SOURCES_MANAGE: _only(Role.ADMIN),
    Action.LAYERS_READ: _EVERYONE,
    Action.AUDIT_READ: _only(Role.ADMIN, Role.AUDITOR),
    Action.USERS_READ: _EVERYONE,
    Action.USERS_MANAGE: _only(Role.ADMIN),
    Action.ACCOUNT_OWN: _SIGNED_IN,
}
"""Deny by default: what is not in the table is refused."""

HUMAN_ONLY = frozenset({Action.RED_REVIEW, Action.BLUE_REVIEW})
"""What no token ever does, whoever owns it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `token_id` is set when an API token was used, `scopes` are then the actions it is limited to."""

    id: UUID
    name: str
    roles: frozenset[Role]
    teams: frozenset[str] = frozenset()
    token_id: str | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def is_machine(self) -> bool:
        """Whether a token speaks rather than a person who signed in."""
        return self.token_id is not None


def may(caller: Caller, action: Action, relations: Collection[Relation] = ()) -> bool:
    """Whether `caller`, standing in `relations` to the object, may take `action`."""
    if caller.is_machine and (action in HUMAN_ONLY or action not in caller.scopes):
        return False
    granted = POLICY.get(action, {})
    held = {Relation.ANY, *relations}
    return any(not granted.get(role, frozenset()).isdisjoint(held) for role in caller.roles)


def require(caller: Caller, action: Action, relations: Collection[Relation] = ()) -> None:
    """Raises `Forbidden` unless `may`."""
    if not may(caller, action, relations):
        raise Forbidden("not_allowed", f"You may not do this: it takes the right {action.value}.")
