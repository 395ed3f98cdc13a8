"""The frameworks whose mappings the archive holds. A further one is one object here and one line in the registry."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from aegis_contracts.ids import content_id
from aegis_import.adapters.nist_800_53.ids import FRAMEWORK, UPSTREAM, control_key, control_label, parent_key


def _same(written: str) -> str:
    return written


def _any_key(written: str) -> str | None:
    return written.strip() or None


def _none(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """How mappings to a framework are read. `folder` is what upstream calls it; `version` is the only one that is
    wanted, else the newest is. `key` makes a control's key of what is written, None where that names none.

    `mapping_only`: another source has the words on its controls. `titled` false: what describes a capability is no
    title.
    """

    upstream: str
    folder: str
    slug: str
    name: str
    publisher: str
    version: str | None = None
    mapping_only: bool = False
    titled: bool = True
    key: Callable[[str], str | None] = _any_key
    label: Callable[[str], str] = _same
    parent: Callable[[str], str | None] = _none

    @property
    def id(self) -> UUID:
        """Its content id."""
        return content_id(self.upstream, "framework", self.slug)

    def control_id(self, key: str) -> UUID:
        """The content id of one of its controls."""
        return content_id(self.upstream, "control", key)


NIST_800_53 = Framework(
    upstream=UPSTREAM,
    folder="nist_800_53",
    version="rev5",
    slug=FRAMEWORK,
    name="NIST SP 800-53 Rev. 5",
    publisher="NIST",
    mapping_only=True,
    key=control_key,
    label=control_label,
    parent=parent_key,
)
CRI_PROFILE = Framework(
    upstream="cri-profile",
    folder="cri_profile",
    slug="cri-profile",
    name="CRI Profile",
    publisher="Cyber Risk Institute",
)
CSA_CCM = Framework(
    upstream="csa-ccm",
    folder="csa_ccm",
    slug="csa-ccm",
    name="CSA Cloud Controls Matrix",
    publisher="Cloud Security Alliance",
)
VERIS = Framework(
    upstream="veris",
    folder="veris",
    slug="veris",
    name="VERIS",
    publisher="Verizon",
    titled=False,
)
KEV = Framework(
    upstream="kev",
    folder="kev",
    slug="kev",
    name="CISA Known Exploited Vulnerabilities",
    publisher="CISA",
)
AWS = Framework(
    upstream="aws",
    folder="aws",
    slug="aws",
    name="AWS security capabilities",
    publisher="Center for Threat-Informed Defense",
)
