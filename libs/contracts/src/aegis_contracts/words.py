"""Enumerations of the published language: the words of ATT&CK, of a purple test, of a score."""

from typing import Literal

Domain = Literal["enterprise", "mobile", "ics"]
ContentState = Literal["active", "revoked", "deprecated", "withdrawn"]
Way = Literal["direct", "campaign", "software"]
SideName = Literal["red", "blue"]
SideStatus = Literal["open", "submitted", "approved", "returned"]
TestStateName = Literal["draft", "red_executing", "blue_evaluating", "in_review", "rejected", "validated", "cancelled"]
Outcome = Literal["succeeded", "partial", "blocked", "failed", "not_run"]
Origin = Literal["manual", "attire", "invoke_atomic", "caldera", "api", "imported"]
Rung = Literal["not_checked", "none", "telemetry", "alert"]
Prevention = Literal["none", "partial", "blocked"]
How = Literal["automatic", "hunted", "told"]
Vantage = Literal["source", "target", "network"]
ResultName = Literal["prevented", "detected", "partially_detected", "not_detected", "not_applicable"]
ReviewPolicy = Literal["dual", "single", "self"]
RemediationStatus = Literal["required", "in_progress", "done", "accepted_risk"]
CoverageStatus = Literal["not_evaluated", "in_progress", "not_covered", "partial", "validated"]
RunState = Literal[
    "queued", "reading", "previewed", "held", "publishing", "published", "applied", "failed", "cancelled"
]
TemplateApproval = Literal["draft", "approved", "retired"]
RuleKind = Literal["rule", "building_block", "edr_policy", "sensor", "canary", "manual_review"]
DeploymentStatus = Literal["not_deployed", "testing", "enabled", "disabled"]
ImplementationStatus = Literal["none", "planned", "implemented"]
IntelTriage = Literal["new", "kept", "dismissed"]
Collection = Literal["collected", "partial", "not_collected"]
CustomFieldType = Literal["text", "number", "date", "choice", "flag"]
FilledBy = Literal["default", "campaign", "person"]
