"""The source tree as the architecture tests see it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {
    "catalog": "aegis_catalog",
    "testing-workflow": "aegis_testing",
    "scoring": "aegis_scoring",
    "import": "aegis_import",
    "reporting": "aegis_reporting",
    "identity": "aegis_identity",
}


@dataclass(frozen=True)
class Module:
    """One Python file: `inside` is its path below its package (``application/commands/start.py``)."""

    path: Path
    package: str
    inside: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def modules(*packages: str) -> Iterator[Module]:
    """Every module of `packages`, or of all members."""
    for source in sorted(ROOT.glob("*/*/src/aegis_*")):
        if packages and source.name not in packages:
            continue
        for path in sorted(source.rglob("*.py")):
            yield Module(path, source.name, path.relative_to(source).as_posix())


def service_modules(below: str = "") -> Iterator[Module]:
    """Every module of every service whose inside path begins with `below`."""
    return (module for module in modules(*SERVICES.values()) if module.inside.startswith(below))


def imported_names(tree: ast.AST) -> Iterator[str]:
    """The top-level names of all packages that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]
