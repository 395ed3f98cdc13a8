"""Caldera's abilities as templates: one for each platform and executor."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from aegis_contracts.imported.templates import Argument, Dependency, TemplateItem
from aegis_import.adapters.text.fields import LONGEST_KEY, BadEntry, Fields
from aegis_import.adapters.text.technique_ids import technique_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.report import Report

KIND = "template"
LICENCE = "Apache-2.0"
PLATFORMS = {"windows": "Windows", "linux": "Linux", "darwin": "macOS"}
_FACT = re.compile(r"#\{([^{}\s]{1,200})\}")
_ELEVATED = "elevated"
_SPLIT = 32
"""Most platforms or executors in one list."""


class _Executor(NamedTuple):
    """One executor as written: lists of platforms and of names, not split yet."""

    platforms: str
    names: str
    fields: Fields


def templates(value: Any, report: Report, *, path: str, text: str, url: str | None) -> Iterator[ParsedClaim]:
    """The templates of one ability. A bad ability, or a bad executor in a good one, is reported and skipped."""
    if not isinstance(value, dict):
        report.bad_entry("not_an_entry", "It is no mapping of fields.", path=path, kind=KIND)
        return
    ability = Fields(value)
    try:
        id_ = ability.take_key("id")
        name = ability.required("name")
        executors = _executors(ability)
    except BadEntry as error:
        # Without a key: whatever the file gave before stays, for an ability's templates each have a key of their own.
        whose = f"Ability {ability.key}: " if ability.key else ""
        line = text.count("\n", 0, max(text.find(ability.key), 0)) + 1 if ability.key else None
        report.bad_entry(error.code, whose + error.reason, path=path, kind=KIND, line=line)
        return
    report.measures["abilities"] += 1
    shared = _shared(ability, name)
    for executor in executors:
        report.measures["executors"] += 1
        for platform in _split(executor.platforms):
            for runner in _split(executor.names):
                key = f"{id_}/{platform}/{runner}"
                try:
                    item = _template(shared, executor.fields, platform, runner, group=id_, path=path)
                    if len(key) > LONGEST_KEY:
                        raise BadEntry("bad_field", f"Its key is longer than {LONGEST_KEY} letters.")
                except BadEntry as error:
                    report.bad_entry(error.code, error.reason, path=path, kind=KIND, key=key)
                else:
                    yield ParsedClaim(key=key, item=item, path=path, url=url)
    for field, why in dict.fromkeys(ability.left_out):
        report.warning("bad_field", f"{field} is left empty: {why}.", path=path, kind=KIND, key=id_)


def _executors(ability: Fields) -> list[_Executor]:
    """The executors of both shapes. Raises `BadEntry` when there is none."""
    found = [
        _Executor(
            platform, str(names), Fields(value, f"platforms.{platform[:40]}.{str(names)[:40]}.", ability.left_out)
        )
        for platform, of_platform in ability.named("platforms")
        for names, value in of_platform.items()
        if isinstance(value, dict)
    ]
    found += [_Executor(one.text("platform"), one.text("name"), one) for one in ability.each("executors")]
    if not found:
        raise BadEntry("missing_field", "It has no executor.")
    return found


def _split(written: str) -> list[str]:
    """A list with commas, each part once; of an empty one its emptiness, for the entry to be bad by."""
    parts = dict.fromkeys(part.strip() for part in written.split(",", _SPLIT)[:_SPLIT])
    return [part for part in parts if part] or [""]


def _shared(ability: Fields, name: str) -> TemplateItem:
    """What all templates of an ability have."""
    privilege = ability.text("privilege").strip()
    tactic = ability.text("tactic").strip()
    return TemplateItem(
        name=name,
        description=ability.text("description"),
        technique_ids_named=_technique(ability),
        privileges=(privilege,) if privilege else (),
        elevation_required=privilege.lower() == _ELEVATED,
        dependencies=tuple(_requirements(ability)),
        labels=(tactic,) if tactic else (),
        license=LICENCE,
    )


def _technique(ability: Fields) -> tuple[str, ...]:
    nested = ability.below("technique")
    named = nested.text("attack_id") or ability.text("technique_id")
    id_ = technique_id(named)
    if id_ is None and named.strip():
        ability.leave_out("technique", f"{named[:40]!r} names no technique")
    return (id_,) if id_ else ()


def _requirements(ability: Fields) -> Iterator[Dependency]:
    """Facts that have to be known before, with what says so; ``x: [{source: s, edge: e, target: t}]`` each."""
    for requirement in ability.each("requirements"):
        for module, facts in requirement.items():
            listed = [fact for fact in facts if isinstance(fact, dict)] if isinstance(facts, list) else []
            told = ", ".join(" ".join(str(part) for part in fact.values()) for fact in listed)
            yield Dependency(description=f"{module}: {told}" if told else str(module))


def _template(
    shared: TemplateItem, executor: Fields, platform: str, runner: str, *, group: str, path: str
) -> TemplateItem:
    """What runs is the command, or code that Caldera compiles first; an ability that only cleans up runs nothing."""
    if not platform or not runner:
        raise BadEntry("missing_field", "An executor has no platform or no name.")
    command = executor.filled("command") or executor.filled("code") or ""
    cleanup = "\n".join(part for part in executor.texts("cleanup") if part.strip()) or None
    if not command and cleanup is None:
        raise BadEntry("missing_field", "An executor has no command, no code and no cleanup.")
    language = "" if "command" in executor else executor.text("language").strip()
    payloads = tuple(Dependency(description=f"payload {one}") for one in executor.texts("payloads") if one.strip())
    return TemplateItem(
        name=shared.name,
        description=shared.description,
        technique_ids_named=shared.technique_ids_named,
        platforms=(PLATFORMS[platform],) if platform in PLATFORMS else (),
        platforms_named=(platform,),
        executor=runner,
        command=command,
        cleanup=cleanup,
        privileges=shared.privileges,
        elevation_required=shared.elevation_required,
        arguments=tuple(Argument(name=name) for name in dict.fromkeys(_FACT.findall(f"{command}\n{cleanup or ''}"))),
        dependencies=shared.dependencies + payloads,
        group=group,
        labels=shared.labels + ((f"language: {language}",) if language else ()),
        license=shared.license,
        upstream_path=path,
    )
