"""All that the catalogue serves."""

from litestar import Controller

from aegis_catalog.entrypoints.http.actor_profiles import ActorProfileController
from aegis_catalog.entrypoints.http.adversaries import AdversaryController
from aegis_catalog.entrypoints.http.attack_releases import AttackReleaseController
from aegis_catalog.entrypoints.http.attack_upgrades import AttackUpgradeController
from aegis_catalog.entrypoints.http.campaigns import CampaignController
from aegis_catalog.entrypoints.http.candidates import RuleCandidateController, TemplateCandidateController
from aegis_catalog.entrypoints.http.collection import CollectionController
from aegis_catalog.entrypoints.http.content_counts import ContentCountController
from aegis_catalog.entrypoints.http.custom_fields import CustomFieldController
from aegis_catalog.entrypoints.http.data_components import DataComponentController
from aegis_catalog.entrypoints.http.defence_implementation import DefenceImplementationController
from aegis_catalog.entrypoints.http.defences import DefenceController
from aegis_catalog.entrypoints.http.detection import AnalyticController, StrategyController
from aegis_catalog.entrypoints.http.detection_rules import DetectionRuleController
from aegis_catalog.entrypoints.http.frameworks import FrameworkController
from aegis_catalog.entrypoints.http.infrastructure_changes import InfrastructureChangeController
from aegis_catalog.entrypoints.http.intel import IntelController
from aegis_catalog.entrypoints.http.intel_triage import IntelTriageController
from aegis_catalog.entrypoints.http.mitigations import MitigationController
from aegis_catalog.entrypoints.http.notes import NoteController
from aegis_catalog.entrypoints.http.organisation import OrganisationController
from aegis_catalog.entrypoints.http.own_actors import OwnActorController
from aegis_catalog.entrypoints.http.own_frameworks import OwnFrameworkController
from aegis_catalog.entrypoints.http.own_rules import OwnRuleController
from aegis_catalog.entrypoints.http.own_techniques import OwnTechniqueController
from aegis_catalog.entrypoints.http.own_templates import OwnTemplateController
from aegis_catalog.entrypoints.http.playbooks import PlaybookController
from aegis_catalog.entrypoints.http.profile import ProfileController
from aegis_catalog.entrypoints.http.reviews import ReviewController, ReviewQueueController
from aegis_catalog.entrypoints.http.rule_deployments import RuleDeploymentController
from aegis_catalog.entrypoints.http.rule_health import RuleHealthController
from aegis_catalog.entrypoints.http.software import SoftwareController
from aegis_catalog.entrypoints.http.tactics import TacticController
from aegis_catalog.entrypoints.http.teams import TeamController
from aegis_catalog.entrypoints.http.technique_links import TechniqueLinkController
from aegis_catalog.entrypoints.http.technique_tags import TagController
from aegis_catalog.entrypoints.http.techniques import TechniqueController
from aegis_catalog.entrypoints.http.test_templates import TestTemplateController
from aegis_catalog.entrypoints.http.threat_actors import ThreatActorController
from aegis_catalog.entrypoints.http.tools import ToolController

CONTROLLERS: tuple[type[Controller], ...] = (
    TechniqueController,
    OwnTechniqueController,
    TechniqueLinkController,
    ReviewController,
    NoteController,
    PlaybookController,
    ReviewQueueController,
    TacticController,
    MitigationController,
    SoftwareController,
    DataComponentController,
    ThreatActorController,
    OwnActorController,
    ActorProfileController,
    CampaignController,
    StrategyController,
    AnalyticController,
    FrameworkController,
    OwnFrameworkController,
    IntelController,
    IntelTriageController,
    ContentCountController,
    TestTemplateController,
    OwnTemplateController,
    AdversaryController,
    DetectionRuleController,
    OwnRuleController,
    RuleDeploymentController,
    RuleHealthController,
    RuleCandidateController,
    TemplateCandidateController,
    DefenceController,
    DefenceImplementationController,
    OrganisationController,
    ProfileController,
    TeamController,
    CustomFieldController,
    TagController,
    CollectionController,
    InfrastructureChangeController,
    ToolController,
    AttackReleaseController,
    AttackUpgradeController,
)

OWNS = frozenset(
    {
        "techniques",
        "review-queue",
        "tactics",
        "mitigations",
        "software",
        "data-components",
        "threat-actors",
        "actor-profiles",
        "attack-campaigns",
        "detection-strategies",
        "analytics",
        "frameworks",
        "intel-items",
        "content-counts",
        "test-templates",
        "adversaries",
        "detection-rules",
        "defences",
        "organisation",
        "infrastructure-changes",
        "tools",
        "attack-releases",
        "attack-upgrades",
    }
)
"""The first path segments below ``/api/v1``."""
