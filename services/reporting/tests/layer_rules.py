"""The rules of the Navigator's layer format 4.5, as its specification states them (mitre-attack/attack-navigator,
layers/spec/v4.5/layerformat.md): each table of the page as one rule here. Unknown fields are faults too."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any], bool]
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
TECHNIQUE = re.compile(r"T\d{4}(\.\d{3})?")
SHORTNAME = re.compile(r"[a-z]+(-[a-z]+)*")
PROTOCOL = re.compile(r"[a-z][a-z0-9+.-]*://\S+")


def text(value: Any) -> bool:
    return isinstance(value, str)


def some_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def colour(value: Any) -> bool:
    return isinstance(value, str) and (value == "" or HEX_COLOUR.fullmatch(value) is not None)


def one_of(*values: Any) -> Rule:
    return lambda value: any(value == one and type(value) is type(one) for one in values)


def like(pattern: re.Pattern[str]) -> Rule:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def at_least_4_9(value: Any) -> bool:
    return isinstance(value, str) and tuple(map(int, value.split("."))) >= (4, 9, 0)


REQUIRED, OPTIONAL = True, False
Table = Mapping[str, tuple[bool, Rule | None]]

LAYER: Table = {
    "versions": (OPTIONAL, None),
    "name": (REQUIRED, some_text),
    "description": (OPTIONAL, text),
    "domain": (REQUIRED, one_of("enterprise-attack", "mobile-attack", "ics-attack")),
    "customDataURL": (OPTIONAL, like(PROTOCOL)),
    "filters": (OPTIONAL, None),
    "sorting": (OPTIONAL, one_of(0, 1, 2, 3)),
    "layout": (OPTIONAL, None),
    "hideDisabled": (OPTIONAL, flag),
    "techniques": (OPTIONAL, None),
    "gradient": (OPTIONAL, None),
    "legendItems": (OPTIONAL, None),
    "showTacticRowBackground": (OPTIONAL, flag),
    "tacticRowBackground": (OPTIONAL, colour),
    "selectTechniquesAcrossTactics": (OPTIONAL, flag),
    "selectSubtechniquesWithParent": (OPTIONAL, flag),
    "selectVisibleTechniques": (OPTIONAL, flag),
    "metadata": (OPTIONAL, None),
    "links": (OPTIONAL, None),
}
VERSIONS: Table = {
    "attack": (OPTIONAL, some_text),
    "navigator": (REQUIRED, at_least_4_9),
    "layer": (REQUIRED, one_of("4.5")),
}
FILTERS: Table = {"platforms": (OPTIONAL, lambda value: isinstance(value, list) and all(map(some_text, value)))}
TECHNIQUE_OBJECT: Table = {
    "techniqueID": (REQUIRED, like(TECHNIQUE)),
    "tactic": (OPTIONAL, like(SHORTNAME)),
    "comment": (OPTIONAL, text),
    "enabled": (OPTIONAL, flag),
    "score": (OPTIONAL, number),
    "color": (OPTIONAL, colour),
    "metadata": (OPTIONAL, None),
    "links": (OPTIONAL, None),
    "showSubtechniques": (OPTIONAL, flag),
}
GRADIENT: Table = {
    "colors": (REQUIRED, lambda value: isinstance(value, list) and len(value) >= 2 and all(map(colour, value))),
    "minValue": (REQUIRED, number),
    "maxValue": (REQUIRED, number),
}
LEGEND_ITEM: Table = {"label": (REQUIRED, some_text), "color": (REQUIRED, colour)}
METADATA: Table = {"name": (REQUIRED, some_text), "value": (REQUIRED, text)}
LINK: Table = {"label": (REQUIRED, some_text), "url": (REQUIRED, like(PROTOCOL))}
DIVIDER: Table = {"divider": (REQUIRED, flag)}
LAYOUT: Table = {
    "layout": (OPTIONAL, one_of("side", "flat", "mini")),
    "showID": (OPTIONAL, flag),
    "showName": (OPTIONAL, flag),
    "showAggregateScores": (OPTIONAL, flag),
    "countUnscored": (OPTIONAL, flag),
    "aggregateFunction": (OPTIONAL, one_of("average", "min", "max", "sum")),
    "expandedSubtechniques": (OPTIONAL, one_of("none", "all", "annotated")),
}


def faults(layer: Any) -> list[str]:
    """All that is wrong with a layer; empty when it keeps the rules."""
    return list(_layer(layer))


def _layer(layer: Any) -> Iterator[str]:
    yield from _object(layer, LAYER, "layer")
    yield from _object(layer.get("versions", {"navigator": "4.9.0", "layer": "4.5"}), VERSIONS, "versions")
    yield from _object(layer.get("filters", {}), FILTERS, "filters")
    yield from _object(layer.get("layout", {}), LAYOUT, "layout")
    if "gradient" in layer:
        gradient = layer["gradient"]
        yield from _object(gradient, GRADIENT, "gradient")
        if not gradient["maxValue"] > gradient["minValue"]:
            yield "gradient: maxValue must be > minValue"
    for place, item in enumerate(layer.get("legendItems", [])):
        yield from _object(item, LEGEND_ITEM, f"legendItems[{place}]")
    yield from _annotations(layer, "layer")
    cells = set()
    for place, technique in enumerate(layer.get("techniques", [])):
        where = f"techniques[{place}]"
        yield from _object(technique, TECHNIQUE_OBJECT, where)
        yield from _annotations(technique, where)
        cell = (technique.get("techniqueID"), technique.get("tactic"))
        if cell in cells:
            yield f"{where}: {cell} is there twice"
        cells.add(cell)


def _annotations(holder: Any, where: str) -> Iterator[str]:
    for name, table in (("metadata", METADATA), ("links", LINK)):
        for place, item in enumerate(holder.get(name, [])):
            yield from _object(item, DIVIDER if "divider" in item else table, f"{where}.{name}[{place}]")


def _object(value: Any, table: Table, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: not an object"
        return
    yield from (f"{where}: no such field {name}" for name in value.keys() - table.keys())
    for name, (required, rule) in table.items():
        if name not in value:
            if required:
                yield f"{where}: {name} is required"
        elif rule is not None and not rule(value[name]):
            yield f"{where}: {name} cannot be {value[name]!r}"
