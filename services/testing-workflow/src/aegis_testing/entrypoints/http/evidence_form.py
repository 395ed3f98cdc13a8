"""The texts of an upload's form."""

from dataclasses import dataclass
from typing import get_args

from aegis_kernel.errors import Fault, Forbidden, Invalid, NotFound
from aegis_kernel.rights import Action, Caller, Relation, may
from aegis_testing.application.ports import TestRef
from aegis_testing.domain.words import SideName
from aegis_testing.entrypoints.http.refs import test_ref

_KNOWN = {"test_id", "side", "caption", "malware"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceForm:
    """Where a file belongs."""

    test: TestRef
    side: SideName
    caption: str


def form_of(fields: dict[str, str]) -> EvidenceForm:
    """Raises `Invalid` with all that is wrong or missing."""
    faults = [
        Fault(f"/{name[:80]}", "There is no such field.", "unknown_field") for name in sorted(fields.keys() - _KNOWN)
    ]
    faults += [
        Fault(f"/{name}", "This field is needed.", "missing") for name in ("test_id", "side") if name not in fields
    ]
    side: SideName | None = next((one for one in get_args(SideName) if one == fields.get("side")), None)
    if side is None and "side" in fields:
        faults.append(Fault("/side", "It is red or blue.", "invalid"))
    test: TestRef | None = None
    if "test_id" in fields:
        try:
            test = test_ref(fields["test_id"])
        except NotFound:
            faults.append(Fault("/test_id", "This is neither an id nor a number.", "invalid"))
    if test is None or side is None or faults:
        raise Invalid("invalid", "The form does not fit.", faults)
    return EvidenceForm(test=test, side=side, caption=fields.get("caption", ""))


def malware_of(fields: dict[str, str], *, others: frozenset[str] = frozenset()) -> bool:
    """Whether the form says that its file is malware. Raises `Invalid`, also for fields that are neither that nor among
    `others`."""
    faults = [
        Fault(f"/{name[:80]}", "There is no such field.", "unknown_field")
        for name in sorted(fields.keys() - others - {"malware"})
    ]
    if fields.get("malware", "false") not in {"true", "false"}:
        faults.append(Fault("/malware", "It is true or false.", "invalid"))
    if faults:
        raise Invalid("invalid", "The form does not fit.", faults)
    return fields.get("malware") == "true"


def require_some_work(caller: Caller) -> None:
    """Refuses, before a long body is read, whoever works on no side at all. Raises `Forbidden`."""
    if not any(may(caller, action, {Relation.ASSIGNED}) for action in (Action.RED_WORK, Action.BLUE_WORK)):
        raise Forbidden("not_allowed", "You may not do this: it takes a part in testing.")
