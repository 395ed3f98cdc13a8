"""An atomic test as an entry."""

from aegis_contracts.imported.templates import Argument, Dependency, TemplateItem
from aegis_import.adapters.atomic.platforms import platforms
from aegis_import.adapters.text.fields import Fields

LICENCE = "MIT"


def template(fields: Fields, technique: str | None, path: str) -> TemplateItem:
    """The test of `technique`. Raises `BadEntry`."""
    name = fields.required("name")
    executor = fields.below("executor")
    command = executor.required("steps" if "command" not in executor and "steps" in executor else "command")
    named = fields.texts("supported_platforms")
    words, unknown = platforms(named)
    for one in unknown:
        fields.leave_out("supported_platforms", f"{one[:40]!r} has no name in ATT&CK")
    return TemplateItem(
        name=name,
        description=fields.text("description"),
        technique_ids_named=(technique,) if technique else (),
        platforms=words,
        platforms_named=named,
        executor=executor.text("name"),
        command=command,
        cleanup=executor.filled("cleanup_command"),
        elevation_required=executor.flag("elevation_required"),
        arguments=tuple(_argument(name, one) for name, one in fields.named("input_arguments")),
        dependencies=tuple(_dependency(one) for one in fields.each("dependencies")),
        dependency_executor=fields.filled("dependency_executor_name"),
        license=LICENCE,
        upstream_path=path,
    )


def _argument(name: str, fields: Fields) -> Argument:
    default = fields.raw("default")
    return Argument(
        name=name,
        description=fields.text("description"),
        type=fields.text("type").lower(),
        default=str(default).lower() if isinstance(default, bool) else fields.optional("default"),
    )


def _dependency(fields: Fields) -> Dependency:
    return Dependency(
        description=fields.text("description"),
        check=fields.filled("prereq_command"),
        get=fields.filled("get_prereq_command"),
    )
