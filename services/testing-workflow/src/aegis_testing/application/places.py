"""Platforms and environments are chosen, not typed: a slip would open a line of its own."""

from aegis_kernel.errors import Fault
from aegis_testing.application.ports import Organisation
from aegis_testing.domain.limits import raise_if_any


class Places:
    """Knows the platforms of all techniques and the environments of our scope."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    async def named(self, platform: str, environment: str) -> tuple[str, str]:
        """Both as they are spelt, whatever case they were given in. Where none is known yet, as given. Raises
        `Invalid`."""
        known = await self._organisation.vocabulary()
        found_platform = _chosen(platform, known.platforms)
        found_environment = _chosen(environment, known.environments)
        raise_if_any(
            [
                _unknown("platform", platform, known.platforms) if found_platform is None else None,
                _unknown("environment", environment, known.environments) if found_environment is None else None,
            ]
        )
        return found_platform or platform, found_environment or environment


def _chosen(word: str, known: frozenset[str]) -> str | None:
    if not known:
        return word
    wanted = word.strip().casefold()
    return next((one for one in known if one.casefold() == wanted), None)


def _unknown(what: str, word: str, known: frozenset[str]) -> Fault:
    return Fault(f"/{what}", f"{word!r} is no {what} of ours; there are {', '.join(sorted(known))}.", f"{what}_unknown")
