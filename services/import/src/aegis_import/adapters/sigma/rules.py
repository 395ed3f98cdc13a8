"""A Sigma rule as an entry."""

import re

from aegis_contracts.imported.rules import RuleItem, RuleLogSource
from aegis_import.adapters.sigma.parts import DETECTION
from aegis_import.adapters.text.fields import BadEntry, Fields
from aegis_import.adapters.text.technique_ids import technique_id

LICENCE = "DRL 1.1"
_TECHNIQUE = re.compile(r"attack\.(t\d[\d.]*)", re.ASCII)


def rule(fields: Fields, text: str, path: str, *, withdrawn: bool, supported: bool) -> RuleItem:
    """The rule whose YAML is `text`. Raises `BadEntry`."""
    title = fields.required("title")
    detection = fields.raw(DETECTION)
    if not isinstance(detection, dict) or not detection:
        raise BadEntry("missing_field", "It has no detection.")
    log_source = fields.below("logsource")
    return RuleItem(
        name=title,
        description=fields.text("description"),
        severity=fields.filled("level"),
        status=fields.filled("status"),
        language="sigma",
        body=text,
        log_source=RuleLogSource(
            product=log_source.filled("product"),
            category=log_source.filled("category"),
            service=log_source.filled("service"),
        ),
        technique_ids_named=_techniques(fields),
        false_positives=fields.texts("falsepositives"),
        related=tuple(id_ for one in fields.each("related") if (id_ := one.filled("id")) is not None),
        references=fields.texts("references"),
        authors=fields.texts("author"),
        license=fields.filled("license") or LICENCE,
        upstream_path=path,
        supported=supported,
        withdrawn=withdrawn,
    )


def _techniques(fields: Fields) -> tuple[str, ...]:
    """Of the tags those that name techniques: tactics, groups, software, CVEs and others have tags too."""
    ids: dict[str, None] = {}
    for tag in fields.texts("tags"):
        named = _TECHNIQUE.fullmatch(tag.strip().lower())
        if named is None:
            continue
        id_ = technique_id(named[1])
        if id_ is None:
            fields.leave_out("tags", f"{tag[:40]!r} names no technique")
        else:
            ids[id_] = None
    return tuple(ids)
