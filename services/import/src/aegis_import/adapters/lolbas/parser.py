"""LOLBAS: what Windows' own programs can be made to do. Rules and exact counts: docs/sources/lolbas.md."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from aegis_contracts.imported.templates import TemplateItem
from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.text.fields import Fields
from aegis_import.adapters.text.files import read_entry, yaml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.adapters.text.repeats import Repeats
from aegis_import.adapters.text.technique_ids import technique_id
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive
from aegis_import.application.report import Report

KIND = "template"
LICENCE = "GPL-3.0"
FOLDER = "yml/"
_FILES = re.compile(r"yml/.+\.ya?ml")
_ELEVATED = re.compile(r"(?:local |dns )?admin|system", re.IGNORECASE)


def parse_lolbas(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The commands of an archive. Raises `BadArchive` for a file by itself: keys are made of paths."""
    if archive.bare:
        raise BadArchive("not_an_archive", "Expected LOLBAS' archive: a file by itself does not say where it stands.")
    files = 0
    for path, text, documents in yaml_files(archive, select(archive, _FILES, report), report, kind=KIND):
        files += 1
        for document in documents:
            yield from _commands(document, path, text, report)
    report.measures["files"] = files


def _commands(document: Any, path: str, text: str, report: Report) -> Iterator[ParsedClaim]:
    commands = document.get("Commands") if isinstance(document, dict) else None
    if not isinstance(commands, list):
        report.bad_entry("missing_field", "It has no list of Commands.", path=path, kind=KIND)
        return
    program = Fields(document)
    make = partial(_claim, program=program, shared=_shared(program, path), path=path, repeats=Repeats())
    for command in commands:
        claim = read_entry(command, make, report, path=path, kind=KIND, text=text)
        if claim is not None:
            yield claim
    for field, why in dict.fromkeys(program.left_out):
        report.warning("bad_field", f"{field} is left empty: {why}.", path=path, kind=KIND)


def _shared(program: Fields, path: str) -> TemplateItem:
    """What all commands of a file have."""
    detection = [
        f"- {name}: {text}"
        for one in program.each("Detection")
        for name, value in one.items()
        if (text := _one_line(value))
    ]
    return TemplateItem(
        name=program.text("Name").strip(),
        description="Detection:\n\n" + "\n".join(detection) if detection else "",
        references=tuple(
            dict.fromkeys(
                link.strip()
                for listed, field in (("Resources", "Link"), ("Code_Sample", "Code"))
                for one in program.each(listed)
                if (link := one.text(field)).strip()
            )
        ),
        authors=tuple(
            dict.fromkeys(
                name.strip()
                for name in (program.text("Author"), *(one.text("Person") for one in program.each("Acknowledgement")))
                if name.strip()
            )
        ),
        group=path.removeprefix(FOLDER),
        license=LICENCE,
        upstream_path=path,
    )


def _claim(fields: Fields, *, program: Fields, shared: TemplateItem, path: str, repeats: Repeats) -> ParsedClaim:
    command = fields.required("Command")
    fields.key = repeats.key(path.removeprefix(FOLDER), command)
    name = program.required("Name").strip()
    usecase = fields.text("Usecase").strip()
    privileges = fields.text("Privileges").strip()
    category = fields.text("Category").strip()
    systems = tuple(part.strip() for part in fields.text("OperatingSystem").split(",") if part.strip())
    description = "\n\n".join(part for part in (fields.text("Description").strip(), shared.description) if part)
    return ParsedClaim(
        key=fields.key,
        item=TemplateItem(
            name=f"{name}: {usecase}" if usecase else name,
            description=description,
            technique_ids_named=_technique(fields),
            platforms=("Windows",),
            platforms_named=systems,
            executor="command_prompt",
            command=command,
            privileges=(privileges,) if privileges else (),
            elevation_required=_ELEVATED.match(privileges) is not None,
            group=shared.group,
            labels=((category,) if category else ()) + _tags(fields),
            references=shared.references,
            authors=shared.authors,
            license=shared.license,
            upstream_path=shared.upstream_path,
        ),
        path=path,
        url=github_link("LOLBAS-Project/LOLBAS", "master", path),
        created=program.moment("Created"),
    )


def _technique(fields: Fields) -> tuple[str, ...]:
    named = fields.text("MitreID")
    id_ = technique_id(named)
    if id_ is None and named.strip():
        fields.leave_out("MitreID", f"{named[:40]!r} names no technique")
    return (id_,) if id_ else ()


def _tags(fields: Fields) -> tuple[str, ...]:
    """Tags as ``name: value``, each once."""
    return tuple(
        dict.fromkeys(
            f"{name}: {text}"
            for tag in fields.each("Tags")
            for name, value in tag.items()
            if (text := _one_line(value))
        )
    )


def _one_line(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
