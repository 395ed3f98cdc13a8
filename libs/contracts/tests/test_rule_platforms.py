"""Which platforms a rule can see."""

import pytest

from aegis_contracts.imported.rules import RuleLogSource
from aegis_contracts.rule_platforms import rule_platforms

HOSTS = ("Linux", "Windows", "macOS")


@pytest.mark.parametrize(
    ("source", "platforms"),
    [
        (RuleLogSource(), ()),
        (RuleLogSource(product="windows", category="process_creation"), ("Windows",)),
        (RuleLogSource(product="Linux", service="auditd"), ("Linux",)),
        (RuleLogSource(product="zeek", service="http"), ()),
        (RuleLogSource(category="proxy"), ()),
        (RuleLogSource(service="sysmon"), ("Windows",)),
        (RuleLogSource(category="registry_set"), ("Windows",)),
        (RuleLogSource(indices=("logs-endpoint.events.process-*",), integrations=("endpoint",)), HOSTS),
        (RuleLogSource(indices=("winlogbeat-*", "logs-endpoint.events.process-*", "logs-windows.*")), ("Windows",)),
        (RuleLogSource(indices=("logs-system.security*",), integrations=("system",)), ("Windows",)),
        (RuleLogSource(indices=("auditbeat-*", "endgame-*")), ("Linux",)),
        (RuleLogSource(indices=("filebeat-*", "logs-aws.cloudtrail-*"), integrations=("aws",)), ("IaaS",)),
        (RuleLogSource(indices=("filebeat-*",)), ()),
        (RuleLogSource(sources=("Sysmon EventID 1", "CrowdStrike ProcessRollup2")), ("Windows",)),
        (RuleLogSource(sources=("Sysmon for Linux EventID 1",)), ("Linux",)),
        (RuleLogSource(sources=("Sysmon EventID 1", "Suricata")), ()),
    ],
)
def test_a_log_source_has_platforms(source: RuleLogSource, platforms: tuple[str, ...]) -> None:
    assert rule_platforms(source) == platforms
