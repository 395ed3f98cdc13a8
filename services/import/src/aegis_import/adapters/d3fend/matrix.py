"""The matrix: a tree whose roots are tactics and whose nodes with a D3FEND id are defences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aegis_import.adapters.archives.json_files import check_count
from aegis_import.adapters.d3fend.json_ld import first_text, local_name, texts
from aegis_import.application.parsing import BadArchive
from aegis_import.application.report import Report

NODES = 20_000
"""Honest ones are some 240."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A defence. `parent` is the D3FEND id of the nearest defence above, `tactic` the label of the root."""

    id: str
    node_id: str
    name: str
    definition: str
    tactic: str
    parent: str | None

    @property
    def local_name(self) -> str:
        """How the mappings name it."""
        return local_name(self.node_id)


def read_matrix(path: str, value: Any, report: Report) -> Iterator[Node]:
    """The defences in the order of the matrix. Raises `BadArchive` when it is no matrix. Goes by a stack of its own."""
    if not isinstance(value, list) or not all(isinstance(root, dict) for root in value):
        raise BadArchive("other_json", f"{path} is not D3FEND's matrix: it is no list of tactics.")
    waiting: list[tuple[Any, str, str | None]] = []
    for root in reversed(value):
        tactic = first_text(root.get("rdfs:label")) or local_name(str(root.get("@id", "")))
        waiting += [(child, tactic, None) for child in reversed(_children(root))]
    looked_at = 0
    while waiting:
        looked_at += 1
        check_count(path, looked_at, NODES)
        found, tactic, parent = waiting.pop()
        if not isinstance(found, dict):
            report.bad_entry("not_an_object", "A node of the matrix is no object.", path=path, kind="defence")
            continue
        id_ = first_text(found.get("d3f:d3fend-id"))
        if id_:
            node = _node(found, id_, tactic, parent)
            if node is None:
                reason = "The node has no label or no @id."
                report.bad_entry("bad_object", reason, path=path, kind="defence", key=id_)
            else:
                yield node
        else:
            report.not_entries += 1
        waiting += [(child, tactic, id_ or parent) for child in reversed(_children(found))]


def _node(found: dict[str, Any], id_: str, tactic: str, parent: str | None) -> Node | None:
    name, node_id = first_text(found.get("rdfs:label")), first_text(found.get("@id"))
    if not name or not node_id:
        return None
    definition = "\n\n".join(texts(found.get("d3f:definition")))
    return Node(id=id_, node_id=node_id, name=name, definition=definition, tactic=tactic, parent=parent)


def _children(node: dict[str, Any]) -> list[Any]:
    children = node.get("children", [])
    return children if isinstance(children, list) else [children]
