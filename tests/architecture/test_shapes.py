"""What the import contracts cannot say: the same idea stands in the same shape and place in every service."""

import ast
from collections.abc import Iterator

import pytest
from modules import ROOT, Module, imported_names, modules, service_modules

LONGEST = 300
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "shared"}


def classes(module: Module) -> Iterator[ast.ClassDef]:
    return (node for node in module.tree.body if isinstance(node, ast.ClassDef))


def is_frozen(node: ast.ClassDef) -> bool:
    """Whether a dataclass or a msgspec struct is declared frozen."""
    keywords = [*node.keywords]
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            keywords += decorator.keywords
    return any(
        word.arg == "frozen" and isinstance(word.value, ast.Constant) and word.value.value is True for word in keywords
    )


def is_data(node: ast.ClassDef) -> bool:
    """Whether a class is a dataclass or a struct."""
    decorated = any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
    return decorated or any("Struct" in ast.unparse(base) for base in node.bases)


def has_call(node: ast.ClassDef) -> bool:
    return any(isinstance(part, ast.AsyncFunctionDef) and part.name == "__call__" for part in node.body)


def use_case_files() -> list[Module]:
    found = [module for module in service_modules("application") if "/commands/" in f"/{module.inside}"]
    return [module for module in found if not module.inside.endswith("__init__.py")]


@pytest.mark.parametrize("module", use_case_files(), ids=str)
def test_a_command_file_holds_one_use_case(module: Module) -> None:
    callable_classes = [node.name for node in classes(module) if has_call(node)]
    assert len(callable_classes) == 1, f"{module} has {callable_classes}"


@pytest.mark.parametrize("module", use_case_files(), ids=str)
def test_commands_are_frozen(module: Module) -> None:
    thawed = [node.name for node in classes(module) if is_data(node) and not is_frozen(node)]
    assert thawed == []


def test_facts_events_and_views_are_frozen() -> None:
    places = ("domain/events", "application/queries", "application/views")
    thawed = [
        f"{module}: {node.name}"
        for module in modules()
        if module.package == "aegis_contracts" or module.inside.startswith(places)
        for node in classes(module)
        if is_data(node) and not is_frozen(node)
    ]
    assert thawed == []


def test_sql_stays_in_the_persistence_adapters() -> None:
    elsewhere = [
        str(module)
        for module in service_modules()
        if {"sqlalchemy", "asyncpg", "alembic"} & set(imported_names(module.tree))
        and not module.inside.startswith(("adapters/persistence/", "bootstrap/"))
    ]
    assert elsewhere == []


def test_http_stays_in_the_entrypoints() -> None:
    elsewhere = [
        str(module)
        for module in service_modules()
        if {"litestar", "starlette"} & set(imported_names(module.tree))
        and not module.inside.startswith(("entrypoints/", "bootstrap/"))
    ]
    assert elsewhere == []


def test_only_commands_commit() -> None:
    def commits(module: Module) -> bool:
        return any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
            for node in ast.walk(module.tree)
        )

    elsewhere = [
        str(module) for module in service_modules() if commits(module) and "/commands/" not in f"/{module.inside}"
    ]
    assert elsewhere == []


def test_no_file_is_longer_than_a_person_reads() -> None:
    long = {
        str(module): count
        for module in modules()
        if "migrations/versions" not in module.inside and (count := len(module.path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_no_room_has_a_name_that_says_nothing() -> None:
    named = [str(module) for module in modules() if SAYS_NOTHING & set(module.inside.removesuffix(".py").split("/"))]
    assert named == []


def test_nothing_lies_at_the_top_level_of_the_chassis() -> None:
    top = [m.inside for m in modules("aegis_chassis") if "/" not in m.inside]
    assert set(top) <= {"__init__.py", "__main__.py"}


def test_every_public_module_says_what_it_is_for() -> None:
    mute = [
        str(module) for module in modules() if module.path.stat().st_size and ast.get_docstring(module.tree) is None
    ]
    assert [name for name in mute if "migrations/versions" not in name] == []


def test_every_ignored_type_error_has_its_reason() -> None:
    bare = [
        f"{module}:{number}"
        for module in modules()
        for number, line in enumerate(module.path.read_text().splitlines(), 1)
        if "# type: ignore" in line and line.count("#") < 2
    ]
    assert bare == []


def test_the_house_has_the_rooms_it_says_it_has() -> None:
    assert {path.name for path in (ROOT / "services").iterdir()} == {
        "catalog", "testing-workflow", "scoring", "import", "reporting", "identity",
    }  # fmt: skip
