"""The exact reader of YAML 1.1: PyYAML's rules over libyaml's events, within limits, saying the line of what is wrong.

It composes by itself, since PyYAML's loaders fall over deep nesting (the process dies), expand merge keys without bound
and let the last of two equal keys win.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from aegis_import.adapters.text.bad_text import BadText

EXPANDED = 4 * 1024 * 1024
"""How much aliases and merge keys may add to a file: nodes plus letters. Upstream has eight aliases in one file."""

_LONGEST_NUMBER = 100
"""Longer ones stay text: numbers to the base of 60 take time in proportion to the square of their length."""

_OF_YAML = "tag:yaml.org,2002:"
_NULL, _BOOL, _INT, _FLOAT, _STR = (_OF_YAML + word for word in ("null", "bool", "int", "float", "str"))
_SCALARS = frozenset({_NULL, _BOOL, _INT, _FLOAT, _STR, _OF_YAML + "timestamp"})
_SEQUENCE, _MAPPING = _OF_YAML + "seq", _OF_YAML + "map"
_MERGE = "<<"
_numbers = yaml.constructor.SafeConstructor()
_resolvers = yaml.SafeLoader.yaml_implicit_resolvers


class _Node(NamedTuple):
    """A value and what it expands to: nodes plus letters."""

    value: Any
    size: int


def compose_all(text: str, *, depth: int) -> list[Any]:
    """The documents of `text`. Raises `BadText`."""
    try:
        return list(_Composer(yaml.parse(text, Loader=yaml.CSafeLoader), depth).documents())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadText(str(error.problem or error.context), mark.line + 1 if mark else None) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else None
        raise BadText(str(error.reason), line) from error


class _Composer:
    """Makes values of events. Nesting is bounded, and so is its own use of the stack."""

    def __init__(self, events: Iterator[yaml.Event], depth: int) -> None:
        self._events = events
        self._depth = depth
        self._anchors: dict[str, _Node | None] = {}
        self._expanded = 0

    def documents(self) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                yield self._node(next(self._events), 0).value

    def _node(self, event: yaml.Event, depth: int) -> _Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > self._depth:
            raise BadText(f"it is nested deeper than {self._depth}", _line(event))
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            raise BadText("a node is missing", _line(event))
        anchor = event.anchor
        if anchor is not None:
            self._anchors[anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = _Node(_scalar(event), 1 + len(event.value))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if anchor is not None:
            self._anchors[anchor] = node
        return node

    def _alias(self, event: yaml.AliasEvent) -> _Node:
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            raise BadText(f"the alias {anchor[:40]!r} is unknown", _line(event))
        node = self._anchors[anchor]
        if node is None:
            raise BadText(f"the alias {anchor[:40]!r} stands in what it names", _line(event))
        self._expand(node, event)
        return node

    def _expand(self, node: _Node, event: yaml.Event) -> None:
        self._expanded += node.size
        if self._expanded > EXPANDED:
            raise BadText(f"its aliases and merge keys expand to more than {EXPANDED:,}", _line(event))

    def _sequence(self, start: yaml.CollectionStartEvent, depth: int) -> _Node:
        _check_tag(start, _SEQUENCE)
        values: list[Any] = []
        size = 1
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node = self._node(event, depth + 1)
            values.append(node.value)
            size += node.size
        return _Node(values, size)

    def _mapping(self, start: yaml.CollectionStartEvent, depth: int) -> _Node:
        _check_tag(start, _MAPPING)
        own: dict[Any, Any] = {}
        merged: dict[Any, Any] | None = None
        size = 1
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            is_merge = _is_merge(event)
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            size += key.size + value.size
            if isinstance(key.value, dict | list):
                raise BadText("a mapping has a collection as its key", _line(event))
            if is_merge and merged is None:
                self._expand(value, event)
                merged = _merged(value.value, event)
            elif is_merge or key.value in own:
                raise BadText(f"a mapping names {str(key.value)[:40]!r} twice", _line(event))
            else:
                own[key.value] = value.value
        return _Node(own if merged is None else merged | own, size)


def _merged(value: Any, event: yaml.Event) -> dict[Any, Any]:
    """The mapping, or the mappings of which earlier ones go first, that a merge key names."""
    mappings = value if isinstance(value, list) else [value]
    merged: dict[Any, Any] = {}
    for mapping in reversed(mappings):
        if not isinstance(mapping, dict):
            raise BadText("a merge key names something that is no mapping", _line(event))
        merged.update(mapping)
    return merged


def _is_merge(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.implicit[0] and event.value == _MERGE


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = event.value
    tag = event.tag
    if tag is None or tag == "!":
        tag = _resolved(text) if event.implicit[0] else _STR
    elif tag not in _SCALARS:
        raise BadText(f"the tag {tag[:40]!r} is unknown", _line(event))
    try:
        return _made(tag, text)
    except (ValueError, LookupError, OverflowError) as error:
        raise BadText(f"{text[:40]!r} is no {tag.removeprefix(_OF_YAML)}", _line(event)) from error


def _resolved(text: str) -> str:
    for tag, pattern in _resolvers.get(text[:1], ()):
        if pattern.match(text):
            return str(tag)
    return _STR


def _made(tag: str, text: str) -> Any:
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return _numbers.bool_values[text.lower()]
    if tag in {_INT, _FLOAT} and len(text) <= _LONGEST_NUMBER:
        node = yaml.ScalarNode(tag, text)
        return _numbers.construct_yaml_int(node) if tag == _INT else _numbers.construct_yaml_float(node)
    return text


def _check_tag(event: yaml.CollectionStartEvent, own: str) -> None:
    tag = event.tag
    if tag is not None and tag not in {"!", own}:
        raise BadText(f"the tag {tag[:40]!r} is unknown", _line(event))


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None
