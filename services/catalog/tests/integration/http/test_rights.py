"""The permission matrix, cell by cell: every endpoint, every role, and nobody."""

from typing import Any

import httpx
import pytest
from catalog_support.client import Client
from litestar.routes import HTTPRoute

from aegis_catalog.entrypoints.http.controllers import OWNS
from aegis_kernel.rights import POLICY, Action, Role

READ = Action.CONTENT_READ
NOTE = "/techniques/T1059/notes/00000000-0000-0000-0000-000000000001"
NIST = "/frameworks/nist-800-53-r5"
PROFILE = "/actor-profiles/00000000-0000-0000-0000-000000000001"
INTEL = "/intel-items/00000000-0000-0000-0000-000000000001"
PLAYBOOK = "/techniques/T1059/playbooks/00000000-0000-0000-0000-000000000001"
CHANGE = "/infrastructure-changes/00000000-0000-0000-0000-000000000001"
TOOL = "/tools/00000000-0000-0000-0000-000000000001"
UPGRADE = "/attack-upgrades/00000000-0000-0000-0000-000000000001"
NOBODY = "00000000-0000-0000-0000-000000000001"

ENDPOINTS: dict[str, tuple[Action, str, str, Any]] = {
    "techniques.list": (READ, "GET", "/techniques", None),
    "techniques.get": (READ, "GET", "/techniques/T1059", None),
    "techniques.actors": (READ, "GET", "/techniques/T1059/actors", None),
    "techniques.data_components": (READ, "GET", "/techniques/T1059/data-components", None),
    "techniques.history": (READ, "GET", "/techniques/T1059/history", None),
    "techniques.review.get": (READ, "GET", "/techniques/T1059/review", None),
    "techniques.review": (Action.CONTENT_REVIEW, "POST", "/techniques/T1059/review", {"action": "reviewed"}),
    "techniques.notes.list": (READ, "GET", "/techniques/T1059/notes", None),
    "techniques.notes.create": (Action.CONTENT_NOTE, "POST", "/techniques/T9/notes", {"text": "x"}),
    "techniques.notes.get": (READ, "GET", NOTE, None),
    "techniques.notes.revise": (Action.CONTENT_NOTE, "PATCH", NOTE, {"text": "x"}),
    "techniques.notes.withdraw": (Action.CONTENT_NOTE, "DELETE", NOTE, None),
    "review_queue.list": (READ, "GET", "/review-queue", None),
    "tactics.list": (READ, "GET", "/tactics", None),
    "tactics.get": (READ, "GET", "/tactics/TA0001", None),
    "mitigations.list": (READ, "GET", "/mitigations", None),
    "mitigations.get": (READ, "GET", "/mitigations/M0001", None),
    "mitigations.techniques": (READ, "GET", "/mitigations/M0001/techniques", None),
    "software.list": (READ, "GET", "/software", None),
    "software.get": (READ, "GET", "/software/S0001", None),
    "software.techniques": (READ, "GET", "/software/S0001/techniques", None),
    "software.history": (READ, "GET", "/software/S0001/history", None),
    "data_components.list": (READ, "GET", "/data-components", None),
    "data_components.get": (READ, "GET", "/data-components/DC0001", None),
    "data_components.techniques": (READ, "GET", "/data-components/DC0001/techniques", None),
    "threat_actors.list": (READ, "GET", "/threat-actors", None),
    "threat_actors.get": (READ, "GET", "/threat-actors/G0016", None),
    "threat_actors.techniques": (READ, "GET", "/threat-actors/G0016/techniques", None),
    "threat_actors.history": (READ, "GET", "/threat-actors/G0016/history", None),
    "actor_profiles.list": (READ, "GET", "/actor-profiles", None),
    "actor_profiles.get": (READ, "GET", PROFILE, None),
    "attack_campaigns.list": (READ, "GET", "/attack-campaigns", None),
    "attack_campaigns.get": (READ, "GET", "/attack-campaigns/C0001", None),
    "attack_campaigns.techniques": (READ, "GET", "/attack-campaigns/C0001/techniques", None),
    "detection_strategies.list": (READ, "GET", "/detection-strategies", None),
    "detection_strategies.get": (READ, "GET", "/detection-strategies/DET0001", None),
    "detection_strategies.techniques": (READ, "GET", "/detection-strategies/DET0001/techniques", None),
    "analytics.list": (READ, "GET", "/analytics", None),
    "frameworks.list": (READ, "GET", "/frameworks", None),
    "frameworks.get": (READ, "GET", NIST, None),
    "frameworks.non_mappable": (READ, "GET", f"{NIST}/non-mappable", None),
    "frameworks.mappings": (READ, "GET", f"{NIST}/mappings", None),
    "frameworks.controls.list": (READ, "GET", f"{NIST}/controls", None),
    "frameworks.controls.get": (READ, "GET", f"{NIST}/controls/AC-2", None),
    "frameworks.controls.mappings": (READ, "GET", f"{NIST}/controls/AC-2/mappings", None),
    "intel_items.list": (READ, "GET", "/intel-items", None),
    "intel_items.get": (READ, "GET", INTEL, None),
    "techniques.controls": (READ, "GET", "/techniques/T1059/controls", None),
    "techniques.intel": (READ, "GET", "/techniques/T1059/intel", None),
    "content_counts.get": (READ, "GET", "/content-counts", None),
    "organisation.get": (Action.ORGANISATION_READ, "GET", "/organisation", None),
    "organisation.scope.get": (Action.ORGANISATION_READ, "GET", "/organisation/scope", None),
    "organisation.scope.change": (Action.ORGANISATION_EDIT, "PATCH", "/organisation/scope", {}),
    "organisation.exclusions.list": (Action.ORGANISATION_READ, "GET", "/organisation/exclusions", None),
    "organisation.exclusions.create": (
        Action.ORGANISATION_EDIT, "POST", "/organisation/exclusions", {"technique_id": "T9", "reason": "x"}
    ),
    "organisation.exclusions.delete": (Action.ORGANISATION_EDIT, "DELETE", "/organisation/exclusions/T1059", None),
    "organisation.policy.get": (Action.ORGANISATION_READ, "GET", "/organisation/policy", None),
    "organisation.policy.change": (Action.ORGANISATION_EDIT, "PATCH", "/organisation/policy", {}),
    "attack_releases.list": (READ, "GET", "/attack-releases", None),
    "attack_releases.compare": (READ, "GET", "/attack-releases/compare?domain=ics&from=1&to=2", None),
    "attack_releases.counts": (READ, "GET", "/attack-releases/compare/counts?domain=ics&from=1&to=2", None),
    "attack_upgrades.list": (READ, "GET", "/attack-upgrades", None),
    "attack_upgrades.get": (READ, "GET", UPGRADE, None),
    "attack_upgrades.techniques": (READ, "GET", f"{UPGRADE}/techniques", None),
    "attack_upgrades.apply": (Action.SOURCES_MANAGE, "POST", f"{UPGRADE}/apply", None),
    "attack_upgrades.decisions.list": (READ, "GET", f"{UPGRADE}/decisions", None),
    "attack_upgrades.decide": (
        Action.UPGRADES_DECIDE, "POST", f"{UPGRADE}/decisions", {"technique": "T1", "target": "T2"}
    ),
    "attack_upgrades.undo": (
        Action.UPGRADES_DECIDE, "POST", f"{UPGRADE}/decisions/00000000-0000-0000-0000-000000000001/undo", {}
    ),
    "techniques.templates": (READ, "GET", "/techniques/T1059/templates", None),
    "techniques.rules": (READ, "GET", "/techniques/T1059/rules", None),
    "techniques.defences": (READ, "GET", "/techniques/T1059/defences", None),
    "test_templates.list": (READ, "GET", "/test-templates", None),
    "test_templates.stats": (READ, "GET", "/test-templates/stats", None),
    "test_templates.get": (READ, "GET", f"/test-templates/{NOBODY}", None),
    "test_templates.history": (READ, "GET", f"/test-templates/{NOBODY}/history", None),
    "adversaries.list": (READ, "GET", "/adversaries", None),
    "adversaries.get": (READ, "GET", f"/adversaries/{NOBODY}", None),
    "adversaries.history": (READ, "GET", f"/adversaries/{NOBODY}/history", None),
    "detection_rules.list": (READ, "GET", "/detection-rules", None),
    "detection_rules.get": (READ, "GET", f"/detection-rules/{NOBODY}", None),
    "detection_rules.body": (READ, "GET", f"/detection-rules/{NOBODY}/body", None),
    "detection_rules.history": (READ, "GET", f"/detection-rules/{NOBODY}/history", None),
    "defences.list": (READ, "GET", "/defences", None),
    "defences.get": (READ, "GET", "/defences/D3-PSA", None),
    "defences.techniques": (READ, "GET", "/defences/D3-PSA/techniques", None),
    "defences.history": (READ, "GET", "/defences/D3-PSA/history", None),
    "techniques.playbooks.list": (READ, "GET", "/techniques/T1059/playbooks", None),
    "techniques.playbooks.create": (
        Action.PLAYBOOKS_EDIT, "POST", "/techniques/T9/playbooks", {"kind": "attack", "title": "x", "text": "x"}
    ),
    "techniques.playbooks.get": (READ, "GET", PLAYBOOK, None),
    "techniques.playbooks.revise": (Action.PLAYBOOKS_EDIT, "PATCH", PLAYBOOK, {}),
    "techniques.playbooks.restore": (Action.PLAYBOOKS_EDIT, "POST", f"{PLAYBOOK}/restore", {"number": 1}),
    "techniques.playbooks.withdraw": (Action.PLAYBOOKS_EDIT, "DELETE", PLAYBOOK, None),
    "techniques.create": (Action.TECHNIQUES_EDIT, "POST", "/techniques", {"name": "x", "tactics": []}),
    "techniques.change": (Action.TECHNIQUES_EDIT, "PATCH", "/techniques/T9", {}),
    "techniques.deprecate": (Action.TECHNIQUES_EDIT, "POST", "/techniques/T9/deprecate", {"reason": "x"}),
    "techniques.retire": (Action.TECHNIQUES_EDIT, "POST", "/techniques/T9/retire", {"reason": "x"}),
    "techniques.reinstate": (Action.TECHNIQUES_EDIT, "POST", "/techniques/T9/reinstate", {"reason": "x"}),
    "techniques.succeed": (
        Action.TECHNIQUES_EDIT, "POST", "/techniques/T9/succeed", {"successor": "T1059", "reason": "x"}
    ),
    "threat_actors.create": (Action.ACTORS_EDIT, "POST", "/threat-actors", {"name": "x", "label": "G0001"}),
    "threat_actors.clone": (Action.ACTORS_EDIT, "POST", "/threat-actors/G9/clone", {}),
    "threat_actors.from_layer": (Action.ACTORS_EDIT, "POST", "/threat-actors/from-layer", {"layer": {}}),
    "threat_actors.from_stix": (Action.ACTORS_EDIT, "POST", "/threat-actors/from-stix", {"bundle": {}}),
    "threat_actors.change": (Action.ACTORS_EDIT, "PATCH", "/threat-actors/G9", {}),
    "threat_actors.retire": (Action.ACTORS_EDIT, "POST", "/threat-actors/G9/retire", {"reason": "x"}),
    "threat_actors.reinstate": (Action.ACTORS_EDIT, "POST", "/threat-actors/G9/reinstate", {"reason": "x"}),
    "organisation.profile.get": (Action.ORGANISATION_READ, "GET", "/organisation/profile", None),
    "organisation.profile.change": (Action.ORGANISATION_EDIT, "PATCH", "/organisation/profile", {}),
    "organisation.profile.techniques": (Action.ORGANISATION_READ, "GET", "/organisation/profile/techniques", None),
    "organisation.teams.list": (Action.ORGANISATION_READ, "GET", "/organisation/teams", None),
    "organisation.teams.create": (Action.ORGANISATION_EDIT, "POST", "/organisation/teams", {"name": "\t"}),
    "organisation.teams.get": (Action.ORGANISATION_READ, "GET", f"/organisation/teams/{NOBODY}", None),
    "organisation.teams.change": (Action.ORGANISATION_EDIT, "PATCH", f"/organisation/teams/{NOBODY}", {}),
    "organisation.custom_fields.list": (Action.ORGANISATION_READ, "GET", "/organisation/custom-fields", None),
    "organisation.custom_fields.create": (
        Action.ORGANISATION_EDIT, "POST", "/organisation/custom-fields", {"name": "x", "type": "choice"}
    ),
    "organisation.custom_fields.get": (Action.ORGANISATION_READ, "GET", f"/organisation/custom-fields/{NOBODY}", None),
    "organisation.custom_fields.change": (
        Action.ORGANISATION_EDIT, "PATCH", f"/organisation/custom-fields/{NOBODY}", {}
    ),
    "organisation.tags.list": (Action.ORGANISATION_READ, "GET", "/organisation/tags", None),
    "organisation.tags.create": (Action.TAGS_EDIT, "POST", "/organisation/tags", {"name": "x", "techniques": ["T9"]}),
    "organisation.tags.get": (Action.ORGANISATION_READ, "GET", f"/organisation/tags/{NOBODY}", None),
    "organisation.tags.change": (Action.TAGS_EDIT, "PATCH", f"/organisation/tags/{NOBODY}", {}),
    "organisation.tags.techniques": (Action.ORGANISATION_READ, "GET", f"/organisation/tags/{NOBODY}/techniques", None),
    "organisation.tags.put": (Action.TAGS_EDIT, "POST", f"/organisation/tags/{NOBODY}/techniques", {}),
    "data_components.collection.get": (READ, "GET", "/data-components/DC0001/collection", None),
    "data_components.collection.change": (
        Action.DEPLOYMENTS_EDIT, "PATCH", "/data-components/DC9/collection", {"collection": {}}
    ),
    "data_components.collection.bulk": (
        Action.DEPLOYMENTS_EDIT, "POST", "/data-components/collection/bulk",
        {"items": [{"data_component": "DC9", "collection": {}}]},
    ),
    "infrastructure_changes.list": (Action.ORGANISATION_READ, "GET", "/infrastructure-changes", None),
    "infrastructure_changes.create": (Action.CHANGES_REPORT, "POST", "/infrastructure-changes", {"title": "x"}),
    "infrastructure_changes.bulk": (
        Action.CHANGES_REPORT, "POST", "/infrastructure-changes/bulk", {"items": [{"title": "x"}]}
    ),
    "infrastructure_changes.get": (Action.ORGANISATION_READ, "GET", CHANGE, None),
    "infrastructure_changes.correct": (Action.CHANGES_REPORT, "PATCH", CHANGE, {"reason": "x"}),
    "infrastructure_changes.withdraw": (Action.CHANGES_REPORT, "POST", f"{CHANGE}/withdraw", {"reason": "x"}),
    "tools.list": (Action.ORGANISATION_READ, "GET", "/tools", None),
    "tools.create": (Action.TOOLS_EDIT, "POST", "/tools", {"name": "x" * 99 + "\n", "type": "edr"}),
    "tools.get": (Action.ORGANISATION_READ, "GET", TOOL, None),
    "tools.change": (Action.TOOLS_EDIT, "PATCH", TOOL, {}),
    "test_templates.create": (
        Action.TEMPLATES_DRAFT, "POST", "/test-templates", {"name": "x", "techniques": [], "command": "x"}
    ),
    "test_templates.bulk": (
        Action.TEMPLATES_DRAFT, "POST", "/test-templates/bulk",
        {"items": [{"name": "x", "techniques": [], "command": "x"}]},
    ),
    "test_templates.bulk.approve": (
        Action.TEMPLATES_APPROVE, "POST", "/test-templates/bulk/approve", {"items": [NOBODY]}
    ),
    "test_templates.bulk.retire": (
        Action.TEMPLATES_APPROVE, "POST", "/test-templates/bulk/retire", {"items": [NOBODY], "reason": "x"}
    ),
    "test_templates.change": (Action.TEMPLATES_DRAFT, "PATCH", f"/test-templates/{NOBODY}", {}),
    "test_templates.fork": (Action.TEMPLATES_DRAFT, "POST", f"/test-templates/{NOBODY}/fork", {}),
    "test_templates.approve": (Action.TEMPLATES_APPROVE, "POST", f"/test-templates/{NOBODY}/approve", None),
    "test_templates.retire": (Action.TEMPLATES_APPROVE, "POST", f"/test-templates/{NOBODY}/retire", {"reason": "x"}),
    "test_templates.versions.list": (READ, "GET", f"/test-templates/{NOBODY}/versions", None),
    "test_templates.versions.get": (READ, "GET", f"/test-templates/{NOBODY}/versions/1", None),
    "test_templates.versions.diff": (READ, "GET", f"/test-templates/{NOBODY}/versions/diff?before=1&after=2", None),
    "test_templates.candidates.list": (READ, "GET", f"/test-templates/{NOBODY}/candidates", None),
    "test_templates.candidates.confirm": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/test-templates/{NOBODY}/candidates/confirm", {"ids": [NOBODY]}
    ),
    "test_templates.candidates.dismiss": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/test-templates/{NOBODY}/candidates/dismiss", {"ids": [NOBODY]}
    ),
    "test_templates.candidates.undo": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/test-templates/{NOBODY}/candidates/undo", {"ids": [NOBODY]}
    ),
    "detection_rules.create": (
        Action.RULES_DRAFT, "POST", "/detection-rules", {"title": "x", "techniques": ["T9"]}
    ),
    "detection_rules.change": (Action.RULES_DRAFT, "PATCH", f"/detection-rules/{NOBODY}", {}),
    "detection_rules.retire": (Action.RULES_DRAFT, "POST", f"/detection-rules/{NOBODY}/retire", {"reason": "x"}),
    "detection_rules.reinstate": (Action.RULES_DRAFT, "POST", f"/detection-rules/{NOBODY}/reinstate", {"reason": "x"}),
    "detection_rules.health": (READ, "GET", f"/detection-rules/{NOBODY}/health", None),
    "detection_rules.deployments.list": (READ, "GET", f"/detection-rules/{NOBODY}/deployments", None),
    "detection_rules.deployments.put": (
        Action.DEPLOYMENTS_EDIT, "PUT", f"/detection-rules/{NOBODY}/deployments/{NOBODY}", {"status": "enabled"}
    ),
    "detection_rules.deployments.delete": (
        Action.DEPLOYMENTS_EDIT, "DELETE", f"/detection-rules/{NOBODY}/deployments/{NOBODY}", None
    ),
    "detection_rules.deployments.bulk": (
        Action.DEPLOYMENTS_EDIT, "POST", "/detection-rules/deployments/bulk",
        {"items": [{"rule": NOBODY, "tool": NOBODY, "status": "enabled"}]},
    ),
    "detection_rules.deployments.sync": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/detection-rules/deployments/sync?tool={NOBODY}", []
    ),
    "detection_rules.candidates.list": (READ, "GET", f"/detection-rules/{NOBODY}/candidates", None),
    "detection_rules.candidates.confirm": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/detection-rules/{NOBODY}/candidates/confirm", {"ids": [NOBODY]}
    ),
    "detection_rules.candidates.dismiss": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/detection-rules/{NOBODY}/candidates/dismiss", {"ids": [NOBODY]}
    ),
    "detection_rules.candidates.undo": (
        Action.DEPLOYMENTS_EDIT, "POST", f"/detection-rules/{NOBODY}/candidates/undo", {"ids": [NOBODY]}
    ),
    "defences.implementation.get": (READ, "GET", "/defences/D3-PSA/implementation", None),
    "defences.implementation.put": (
        Action.DEFENCES_EDIT, "PUT", "/defences/D3-NO/implementation", {"implementation": "planned"}
    ),
    "defences.implementation.bulk": (
        Action.DEFENCES_EDIT, "POST", "/defences/implementation/bulk",
        {"items": [{"defence": "D3-NO", "implementation": "planned"}]},
    ),
    "frameworks.create": (Action.FRAMEWORKS_EDIT, "POST", "/frameworks?slug=x&name=x", []),
    "frameworks.replace": (Action.FRAMEWORKS_EDIT, "PUT", "/frameworks/no-such", []),
    "frameworks.withdraw": (Action.FRAMEWORKS_EDIT, "DELETE", "/frameworks/no-such", None),
    "intel_items.keep": (Action.INTEL_TRIAGE, "POST", f"{INTEL}/keep", {}),
    "intel_items.dismiss": (Action.INTEL_TRIAGE, "POST", f"{INTEL}/dismiss", {}),
    "intel_items.bulk": (Action.INTEL_TRIAGE, "POST", "/intel-items/bulk", {"items": [NOBODY], "triage": "kept"}),
    "intel_items.test_draft": (READ, "GET", f"{INTEL}/test-draft", None),
}  # fmt: skip
"""What each operation takes, and a request that changes nothing: those that may get as far as 404, 409, 412 or 422."""


async def ask(client: Client, operation: str) -> httpx.Response:
    _, method, path, body = ENDPOINTS[operation]
    etag = None if method == "GET" or operation.endswith("create") else '"99"'
    return await client(method, path, body, etag=etag)


def test_every_endpoint_stands_in_the_table_and_below_what_is_owned(reader: Client) -> None:
    routes = [route for route in reader.catalog.app().routes if isinstance(route, HTTPRoute)]
    ours = [route for route in routes if route.path.startswith("/api/v1/") and "/openapi/" not in route.path]
    served = {handler.operation_id for route in ours for handler in route.route_handlers}
    assert served - {None} == ENDPOINTS.keys()
    assert {route.path.split("/")[3] for route in ours} == OWNS


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("operation", ENDPOINTS)
async def test_a_role_may_what_the_table_says_and_nothing_else(reader: Client, operation: str, role: Role) -> None:
    action = ENDPOINTS[operation][0]
    answer = await ask(reader.as_(role, name=f"the {role}"), operation)
    if role in POLICY[action]:
        assert answer.status_code not in {401, 403, 500}, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("operation", ENDPOINTS)
async def test_nobody_may_anything(reader: Client, operation: str) -> None:
    answer = await ask(reader.nobody(), operation)
    assert answer.status_code == 401
