"""The refusals of this domain, each with its stable code."""

from aegis_kernel.errors import Conflict, Fault, Invalid, NotFound, RuleBroken


def no_such_source(name: str) -> NotFound:
    return NotFound("no_such_source", f"There is no data source {name}.")


def no_such_run(id_: object) -> NotFound:
    return NotFound("no_such_run", f"There is no import run {id_}.")


def name_taken(name: str) -> Conflict:
    return Conflict("name_taken", f"Another data source is called {name}.")


def no_parser(upstream: str) -> Invalid:
    detail = f"Nothing here reads {upstream!r}."
    return Invalid("unknown_upstream", detail, [Fault("/upstream", detail, "unknown_upstream")])


def no_format(format_: str) -> Invalid:
    detail = f"Nothing here reads the format {format_!r}."
    return Invalid("unknown_format", detail, [Fault("/format", detail, "unknown_format")])


def other_upstream(format_: str, upstream: str) -> Invalid:
    detail = f"Entries of the format {format_} have keys of the upstream {upstream}."
    return Invalid("other_upstream", detail, [Fault("/upstream", detail, "other_upstream")])


def source_disabled(name: str) -> RuleBroken:
    return RuleBroken("source_disabled", f"The data source {name} is switched off; switch it on first.")


def no_url(name: str) -> RuleBroken:
    return RuleBroken("no_url", f"The data source {name} has no URL: upload a file.")


def newer_run(name: str) -> RuleBroken:
    return RuleBroken(
        "newer_run", f"A newer run of {name} is under way: it will take the place of this one, unless it fails."
    )
