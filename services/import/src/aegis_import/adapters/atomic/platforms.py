"""Atomic Red Team's platforms in ATT&CK's words."""

from collections.abc import Iterable

PLATFORMS = {
    "windows": "Windows",
    "linux": "Linux",
    "macos": "macOS",
    "esxi": "ESXi",
    "saas": "SaaS",
    "azure-ad": "Identity Provider",
    "office-365": "Office Suite",
    "google-workspace": "Office Suite",
    "containers": "Containers",
}
_IAAS = "iaas:"


def platforms(named: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """ATT&CK's words, each once, and the names that have none."""
    words: dict[str, None] = {}
    unknown: list[str] = []
    for name in named:
        lowered = name.strip().lower()
        word = "IaaS" if lowered.startswith(_IAAS) else PLATFORMS.get(lowered)
        if word is None:
            unknown.append(name)
        else:
            words[word] = None
    return tuple(words), unknown
