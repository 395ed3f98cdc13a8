"""GTFOBins: what Unix programs can be made to do. Rules and exact counts: docs/sources/gtfobins.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from aegis_contracts.imported.templates import TemplateItem
from aegis_import.adapters.archives.selecting import Selected, select
from aegis_import.adapters.gtfobins.functions import PATH, Function, read_functions
from aegis_import.adapters.text.fields import Fields
from aegis_import.adapters.text.files import read_entry, yaml_files
from aegis_import.adapters.text.links import github_link
from aegis_import.adapters.text.repeats import Repeats
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive
from aegis_import.application.report import Report

KIND = "template"
LICENCE = "GPL-3.0"
FOLDER = "_gtfobins/"
_FILES = re.compile(r"_gtfobins/[^/]+|_data/functions\.yml")
_OLDER = ".md"
"""Before 2025 an entry was the head of a page, and a comment was called description."""
_UNPRIVILEGED = "unprivileged"
_OTHER_SIDES = ("listener", "connector", "receiver", "sender")


def parse_gtfobins(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """The examples of an archive. Raises `BadArchive` when it does not say what its functions are, and for a file by
    itself: keys are made of paths."""
    functions, entries = _parts(archive, report)
    report.measures.update(files=0, aliases=0)
    for path, text, documents in yaml_files(archive, entries, report, kind=KIND):
        report.measures["files"] += 1
        yield from _examples(documents, path, text, functions, report)


def _parts(archive: Archive, report: Report) -> tuple[Mapping[str, Function], Sequence[Selected]]:
    if archive.bare:
        raise BadArchive("not_an_archive", "Expected GTFOBins' archive: a file by itself does not say what it is of.")
    selected = select(archive, _FILES, report)
    entries = [one for one in selected if one.path != PATH]
    functions = next((one for one in selected if one.path == PATH), None)
    if not entries:
        raise BadArchive("no_entries", f"The archive holds nothing in {FOLDER}.")
    if functions is None:
        raise BadArchive("no_functions", f"The archive holds no {PATH}, which says what techniques its entries are.")
    report.not_entries += 1
    return read_functions(archive, functions, report), entries


def _examples(
    documents: Sequence[Any], path: str, text: str, functions: Mapping[str, Function], report: Report
) -> Iterator[ParsedClaim]:
    document = documents[0]
    listed = document.get("functions") if isinstance(document, dict) else None
    if isinstance(document, dict) and listed is None and isinstance(document.get("alias"), str):
        report.measures["aliases"] += 1
        report.not_entries += 1
        return
    if len(documents) > 1 or not isinstance(listed, dict):
        report.bad_entry("missing_field", "It has neither functions nor an alias.", path=path, kind=KIND)
        return
    program = Fields(document)
    comment = program.text("comment").strip()
    repeats = Repeats()
    for name, examples in listed.items():
        if not isinstance(examples, list):
            report.bad_entry("bad_field", f"Its {str(name)[:40]!r} is no list of examples.", path=path, kind=KIND)
            continue
        function = functions.get(str(name))
        if function is None:
            reason = f"The function {str(name)[:40]!r} is not among those that upstream explains."
            report.warning("unknown_function", reason, path=path, kind=KIND)
        make = partial(
            _claim,
            name=str(name),
            function=function or Function(str(name)),
            comment=comment,
            path=path,
            repeats=repeats,
        )
        for example in examples:
            claim = read_entry(example, make, report, path=path, kind=KIND, text=text)
            if claim is not None:
                yield claim
    for field, why in dict.fromkeys(program.left_out):
        report.warning("bad_field", f"{field} is left empty: {why}.", path=path, kind=KIND)


def _claim(fields: Fields, *, name: str, function: Function, comment: str, path: str, repeats: Repeats) -> ParsedClaim:
    code = fields.required("code")
    entry = path.removeprefix(FOLDER).removesuffix(_OLDER)
    fields.key = repeats.key(f"{entry}/{name}", code)
    contexts = fields.below("contexts")
    privileges = tuple(str(context) for context, _ in contexts.items())
    inherits = fields.text("from").strip()
    return ParsedClaim(
        key=fields.key,
        item=TemplateItem(
            name=f"{entry}: {function.label}",
            description="\n\n".join(_described(fields, function, comment, inherits)),
            technique_ids_named=function.techniques,
            platforms=("Linux",),
            platforms_named=("Linux",),
            executor="sh",
            command=code,
            privileges=privileges,
            elevation_required=bool(privileges) and _UNPRIVILEGED not in privileges,
            group=entry,
            labels=(name, *_labels(fields, inherits)),
            references=(f"https://gtfobins.github.io/gtfobins/{entry}/",),
            license=LICENCE,
            upstream_path=path,
        ),
        path=path,
        url=github_link("GTFOBins/GTFOBins.github.io", "master", path),
    )


def _described(fields: Fields, function: Function, comment: str, inherits: str) -> Iterator[str]:
    """What the function is, what upstream says of the program and of the example, and the code of contexts that have
    one of their own."""
    parts = [function.description, comment, fields.text("comment") or fields.text("description")]
    if inherits:
        parts.append(f"Inherits the functions of `{inherits}`.")
    if version := fields.text("version").strip():
        parts.append(f"Version: {version}")
    yield from (part.strip() for part in parts if part.strip())
    for context, value in fields.below("contexts").items():
        own = Fields(value if isinstance(value, dict) else {}, f"contexts.{str(context)[:40]}.", fields.left_out)
        if needs := ", ".join(own.texts("list")):
            yield f"{context}: needs {needs}"
        if remark := own.text("comment").strip():
            yield f"{context}: {remark}"
        if code := own.filled("code"):
            yield f"{context}:\n\n```sh\n{code.rstrip()}\n```"


def _labels(fields: Fields, inherits: str) -> Iterator[str]:
    """What an example inherits, and what has to run on the other side."""
    if inherits:
        yield f"from: {inherits}"
    for side in _OTHER_SIDES:
        value = fields.raw(side)
        if isinstance(value, str):
            yield f"{side}: {value[:40]}"
