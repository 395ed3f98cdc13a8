"""Actors of the MISP galaxy. Rules and exact counts: docs/sources/misp.md."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

from aegis_contracts.ids import content_id
from aegis_contracts.imported.actors import ActorProfileItem
from aegis_import.adapters.archives.json_files import check_count, json_frame, json_part, read_part
from aegis_import.adapters.archives.json_text import BadJson
from aegis_import.adapters.archives.salvage import salvage
from aegis_import.adapters.archives.selecting import select
from aegis_import.adapters.misp.cluster import Actor, ClusterFile, Meta, Related
from aegis_import.application.claims import ParsedClaim
from aegis_import.application.parsing import Archive, BadArchive
from aegis_import.application.report import Report

PAGE = "https://github.com/MISP/misp-galaxy/blob/main/clusters/threat-actor.json"
ACTORS = 50_000
"""Honest ones are some 1,000."""
_FILES = re.compile(r"(?:[^/]+/)*clusters/threat-actor\.json")
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_KIND = "threat-actor"


def parse_misp_actors(archive: Archive, report: Report) -> Iterator[ParsedClaim]:
    """An entry each value of the cluster of threat actors. Raises `BadArchive` when it is not there; MISP's copy of
    ATT&CK's groups (`mitre-intrusion-set`) is none."""
    selected = sorted(select(archive, _FILES, report), key=lambda one: (one.path.count("/"), one.path))
    if not selected:
        raise BadArchive("no_entries", "The archive holds no clusters/threat-actor.json.")
    chosen, *others = selected
    report.not_entries += len(others)
    found = json_frame(chosen.path, read_part(archive, chosen), ClusterFile, "a MISP galaxy cluster")
    if found.type != _KIND:
        raise BadArchive("other_cluster", f"{chosen.path} is the cluster {found.type[:40]!r}, not {_KIND!r}.")
    report.release = str(found.version) if found.version is not None else archive.wanted.release
    check_count(chosen.path, len(found.values), ACTORS)
    for raw in found.values:
        try:
            one = json_part(raw)
        except BadJson as error:
            report.bad_entry("bad_json", f"It cannot be read: {error}.", path=chosen.path, kind="actor_profile")
            continue
        claim = _Entry(one, chosen.path, report).claim()
        if claim is not None:
            yield claim


class _Entry:
    """Reads one value of the cluster."""

    def __init__(self, value: Any, path: str, report: Report) -> None:
        self._value = value
        self._path = path
        self._report = report
        self._key = _uuid(value.get("uuid")) if isinstance(value, dict) else None

    def claim(self) -> ParsedClaim | None:
        """The entry, or None, and reported, when it has no uuid or no name."""
        actor = self._actor()
        if actor is None or self._key is None:
            return None
        meta = self._part("meta", actor.meta, Meta) or Meta()
        item = ActorProfileItem(
            name=_text(actor.value).strip(),
            description=_text(actor.description),
            aliases=_texts(_list(meta.synonyms)),
            country=self._country(meta.country),
            motivation=_texts(_list(meta.motive)) or _texts(_list(meta.cfr_type_of_incident)),
            references=_texts(_list(meta.refs)),
            actor_ids=tuple(_group_id(id_) for id_ in self._similar(actor.related)),
        )
        return ParsedClaim(key=self._key, item=item, path=self._path, url=PAGE)

    def _actor(self) -> Actor | None:
        reason = "It has no uuid."
        if self._key is not None:
            try:
                actor, left_out = salvage(self._value, Actor)
            except msgspec.ValidationError as error:
                reason = f"A required field cannot be read: {error}."
            else:
                self._warn(left_out)
                if actor.value.strip():
                    return actor
                reason = "Its name is empty."
        self._report.bad_entry("bad_object", reason, path=self._path, kind="actor_profile", key=self._key)
        return None

    def _similar(self, values: list[Any]) -> Iterator[str]:
        """What upstream calls the same: those among them that are ATT&CK groups are known where groups are. Never by
        synonym: 26 stand on several values."""
        seen: set[str] = set()
        for value in values:
            related = self._part("related", value, Related)
            if related is not None and related.type == "similar":
                id_ = _uuid(related.dest_uuid)
                if id_ is not None and id_ not in seen:
                    seen.add(id_)
                    yield id_

    def _part(self, name: str, value: Any, type_: type[msgspec.Struct]) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict):
            self._warn([(name, "it is no object")])
            return None
        try:
            part, left_out = salvage(value, type_)
        except msgspec.ValidationError as error:
            self._warn([(name, str(error))])
            return None
        self._warn([(f"{name}.{field}", reason) for field, reason in left_out])
        return part

    def _country(self, written: str | None) -> str | None:
        """An ISO 3166 code of two letters. Upstream leaves it empty now and then."""
        country = (written or "").strip().upper()
        if not country or _COUNTRY.fullmatch(country):
            return country or None
        self._warn([("meta.country", f"{country[:20]!r} is not a code of two letters")])
        return None

    def _warn(self, left_out: list[tuple[str, str]]) -> None:
        for field, reason in left_out:
            self._report.warning(
                "bad_field",
                f"{field} is left empty: {reason}.",
                path=self._path,
                kind="actor_profile",
                key=self._key,
            )


def _group_id(uuid: str) -> UUID:
    """The content id that an ATT&CK group of this uuid has."""
    return content_id("mitre-attack", "actor", f"intrusion-set--{uuid}")


def _uuid(written: Any) -> str | None:
    try:
        return str(UUID(written)) if isinstance(written, str) else None
    except ValueError:
        return None


def _list(written: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else written or ()


def _text(written: str) -> str:
    return written.replace("\r\n", "\n")


def _texts(written: Any) -> tuple[str, ...]:
    """Texts without white space around them, in order, each once."""
    return tuple(dict.fromkeys(text for one in written if (text := _text(one).strip())))
