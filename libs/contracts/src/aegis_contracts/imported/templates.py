"""Ways to try a technique, and adversaries made of them."""

from msgspec import Struct


class Argument(Struct, frozen=True, kw_only=True, gc=False):
    """An input argument of a template. `type` is upstream's word in small letters, `default` text or none."""

    name: str
    description: str = ""
    type: str = ""
    default: str | None = None


class Dependency(Struct, frozen=True, kw_only=True, gc=False):
    """What has to be there before a template runs: how to look (`check`), how to get it (`get`)."""

    description: str = ""
    check: str | None = None
    get: str | None = None


class TemplateItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="template"):
    """A way to try a technique, ready to be run: Atomic Red Team's tests, Caldera's abilities by platform and executor,
    LOLBAS' and GTFOBins' commands.

    `technique_ids_named` are ATT&CK ids as written; import never resolves them. `platforms` are ATT&CK's words,
    `platforms_named` upstream's. `command` holds the steps where the executor is ``manual``. `group` is what upstream
    calls several templates together (Caldera's ability id, the file of a LOLBAS or GTFOBins entry).
    """

    name: str
    description: str = ""
    technique_ids_named: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    platforms_named: tuple[str, ...] = ()
    executor: str = ""
    command: str = ""
    cleanup: str | None = None
    privileges: tuple[str, ...] = ()
    elevation_required: bool = False
    arguments: tuple[Argument, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    dependency_executor: str | None = None
    group: str | None = None
    labels: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    license: str | None = None
    upstream_path: str = ""


class AdversaryItem(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="adversary"):
    """A Caldera adversary: a blueprint for a campaign. `steps` are ability ids in order (templates' `group`); some name
    abilities that are not there."""

    name: str
    description: str = ""
    steps: tuple[str, ...] = ()
    objective: str | None = None
    license: str | None = None
    upstream_path: str = ""
