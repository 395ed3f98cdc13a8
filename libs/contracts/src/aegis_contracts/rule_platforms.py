"""Which platforms a detection rule can see, by what it reads: the table from log sources to ATT&CK's platforms.

A pure function of a rule's log source, so that whoever hears of a rule says the same. What the table does not know, and
what stands outside the machines attacked (proxies, mail, antivirus of any make), fits every platform.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from aegis_contracts.imported.rules import RuleLogSource

WINDOWS, LINUX, MACOS = "Windows", "Linux", "macOS"
_IAAS, _SAAS, _IDP, _OFFICE = "IaaS", "SaaS", "Identity Provider", "Office Suite"
_CONTAINERS, _NETWORK = "Containers", "Network Devices"
_SYSTEMS = frozenset({WINDOWS, LINUX, MACOS})
_HOSTS = (WINDOWS, LINUX, MACOS)

PRODUCTS: Mapping[str, tuple[str, ...]] = {
    "windows": (WINDOWS,),
    "rpc_firewall": (WINDOWS,),
    "linux": (LINUX,),
    "macos": (MACOS,),
    "azure": (_IAAS, _IDP, _SAAS, _OFFICE),
    "aws": (_IAAS,),
    "gcp": (_IAAS, _SAAS, _IDP, _OFFICE),
    "okta": (_IDP, _SAAS),
    "onelogin": (_IDP, _SAAS),
    "m365": (_OFFICE, _SAAS, _IDP),
    "kubernetes": (_CONTAINERS,),
    "github": (_SAAS,),
    "bitbucket": (_SAAS,),
    "cisco": (_NETWORK,),
    "fortigate": (_NETWORK,),
    "fortios": (_NETWORK,),
    "paloalto": (_NETWORK,),
    "huawei": (_NETWORK,),
    "juniper": (_NETWORK,),
    "esxi": ("ESXi",),
    "vmware": ("ESXi",),
}
"""Sigma's products. Those of applications and of sensors on the network (zeek, jvm, opencanary) fit every platform."""

SERVICES: Mapping[str, tuple[str, ...]] = {
    "sysmon": (WINDOWS,),
    "powershell": (WINDOWS,),
    "auditd": (LINUX,),
    "syslog": (LINUX,),
    "sshd": (LINUX,),
    "sudo": (LINUX,),
    "cloudtrail": (_IAAS,),
}
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "registry_event": (WINDOWS,),
    "registry_set": (WINDOWS,),
    "registry_add": (WINDOWS,),
    "registry_delete": (WINDOWS,),
    "ps_script": (WINDOWS,),
    "ps_module": (WINDOWS,),
    "wmi_event": (WINDOWS,),
    "pipe_created": (WINDOWS,),
    "driver_load": (WINDOWS,),
}
"""Sigma's services and categories, for rules that name no product."""

INTEGRATIONS: Mapping[str, tuple[str, ...]] = {
    "endpoint": _HOSTS,
    "sentinel_one_cloud_funnel": _HOSTS,
    "sentinel_one": _HOSTS,
    "crowdstrike": _HOSTS,
    "m365_defender": _HOSTS,
    "system": _HOSTS,
    "endgame": _HOSTS,
    "auditbeat": (LINUX,),
    "auditd_manager": (LINUX,),
    "sysmon_linux": (LINUX,),
    "windows": (WINDOWS,),
    "winlogbeat": (WINDOWS,),
    "iis": (WINDOWS,),
    "jamf_protect": (MACOS,),
    "cloud_defend": (_CONTAINERS, LINUX),
    "kubernetes": (_CONTAINERS,),
    "aws": (_IAAS,),
    "aws_bedrock": (_IAAS,),
    "aws_bedrock_agentcore": (_IAAS,),
    "azure": (_IAAS, _IDP, _SAAS, _OFFICE),
    "azure_openai": (_IAAS,),
    "entityanalytics_entra_id": (_IDP,),
    "gcp": (_IAAS,),
    "google_workspace": (_OFFICE, _SAAS, _IDP),
    "o365": (_OFFICE, _SAAS, _IDP),
    "microsoft_exchange_online_message_trace": (_OFFICE,),
    "okta": (_IDP, _SAAS),
    "github": (_SAAS,),
    "panw": (_NETWORK,),
    "fortinet_fortigate": (_NETWORK,),
    "pfsense": (_NETWORK,),
    "sonicwall_firewall": (_NETWORK,),
    "cisco_ftd": (_NETWORK,),
}
"""Elastic's integrations, and what its index patterns begin with: ``logs-<integration>.<dataset>``, ``winlogbeat``."""

_NARROWER: tuple[tuple[str, tuple[str, ...]], ...] = (("system.security", (WINDOWS,)), ("system.auth", (LINUX,)))
"""Datasets of an integration that only some platforms have."""

SOURCES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sysmon for linux", (LINUX,)),
    ("linux", (LINUX,)),
    ("sysmon", (WINDOWS,)),
    ("windows", (WINDOWS,)),
    ("powershell", (WINDOWS,)),
    ("ntlm", (WINDOWS,)),
    ("crowdstrike", _HOSTS),
    ("osquery", _HOSTS),
    ("aws", (_IAAS,)),
    ("azure active directory", (_IDP, _SAAS, _OFFICE, _IAAS)),
    ("azure", (_IAAS,)),
    ("o365", (_OFFICE, _SAAS, _IDP)),
    ("office 365", (_OFFICE, _SAAS, _IDP)),
    ("g suite", (_OFFICE, _SAAS)),
    ("google workspace", (_OFFICE, _SAAS, _IDP)),
    ("kubernetes", (_CONTAINERS,)),
    ("okta", (_IDP, _SAAS)),
    ("pingid", (_IDP, _SAAS)),
    ("github", (_SAAS,)),
    ("circleci", (_SAAS,)),
    ("cisco", (_NETWORK,)),
    ("vmware esxi", ("ESXi",)),
)
"""What Splunk's data sources begin with, the longer of two first."""


@lru_cache(maxsize=4_096)
def rule_platforms(log_source: RuleLogSource) -> tuple[str, ...]:
    """ATT&CK's platforms that a rule with this log source can see, in alphabetical order; none: it fits every one."""
    told = [*_sigma(log_source), *_elastic(log_source), *_splunk(log_source)]
    if not told or () in told:
        return ()
    # An agent that runs everywhere says nothing beside a source that only one system has.
    narrow = [one for one in told if set(one) != _SYSTEMS]
    systems = {platform for one in narrow for platform in one} & _SYSTEMS
    return tuple(sorted({platform for one in (narrow if systems else told) for platform in one}))


def _sigma(source: RuleLogSource) -> Iterable[tuple[str, ...]]:
    if source.product:
        yield PRODUCTS.get(source.product.lower(), ())
    elif source.service:
        yield SERVICES.get(source.service.lower(), ())
    elif source.category:
        yield CATEGORIES.get(source.category.lower(), ())


def _elastic(source: RuleLogSource) -> Iterable[tuple[str, ...]]:
    """What index patterns and integrations say; those that the table does not know say nothing beside others."""
    known = [_of_index(index) for index in source.indices]
    known += [INTEGRATIONS.get(one.lower(), ()) for one in source.integrations]
    if known:
        yield from [one for one in known if one] or [()]


def _of_index(index: str) -> tuple[str, ...]:
    name = index.lower().removeprefix("logs-")
    for dataset, platforms in _NARROWER:
        if name.startswith(dataset):
            return platforms
    return INTEGRATIONS.get(name.split(".", 1)[0].split("-", 1)[0].rstrip("*"), ())


def _splunk(source: RuleLogSource) -> Iterable[tuple[str, ...]]:
    for one in source.sources:
        name = one.strip().lower()
        yield next((platforms for start, platforms in SOURCES if name.startswith(start)), ())
