"""How scores are made: weights, half-life, expiry, saturations; the presets `default` and `seed`."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from uuid import UUID

from aegis_kernel.errors import Fault, Invalid

LONGEST_DAYS = 36_500.0
MOST_OVERRIDES = 200
LARGEST = 1_000


class Preset(StrEnum):
    """`seed` keeps the rules of the system that Aegis grew from; all its factors always apply."""

    DEFAULT = "default"
    SEED = "seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorWeights:
    """Relative weights, each >= 0, some > 0."""

    tests: float = 40.0
    detection_rules: float = 20.0
    defences: float = 15.0
    freshness: float = 15.0
    platform_diversity: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A shorter half-life or expiry for one tactic or one platform."""

    tactic_id: UUID | None = None
    platform: str | None = None
    half_life_days: float | None = None
    expires_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What holds for one line: the strictest that applies."""

    half_life_days: float
    expires_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One version of the scoring rules, numbered from 1. Days are days of 86,400 seconds."""

    number: int = 1
    preset: Preset = Preset.DEFAULT
    weights: FactorWeights = FactorWeights()
    half_life_days: float = 90.0
    expires_days: float = 365.0
    rule_saturation: int = 3
    defence_saturation: int = 5
    validated_needs: int = 1
    overrides: tuple[Override, ...] = ()

    def limits(self, tactics: Collection[UUID], platform: str | None) -> Limits:
        """The strictest half-life and expiry for a line of these tactics on this platform."""
        half_life, expires = self.half_life_days, self.expires_days
        for override in self.overrides:
            if override.tactic_id is not None and override.tactic_id not in tactics:
                continue
            if override.platform is not None and (
                platform is None or override.platform.casefold() != platform.casefold()
            ):
                continue
            half_life = min(half_life, override.half_life_days or half_life)
            expires = min(expires, override.expires_days or expires)
        return Limits(half_life_days=half_life, expires_days=expires)


SEED_WEIGHTS = FactorWeights()
SEED_FADES_DAYS = 180
SEED_PLATFORMS = 3


def preset(name: Preset, number: int = 1) -> Configuration:
    """A preset as it comes."""
    if name is Preset.SEED:
        return Configuration(number=number, preset=name, weights=SEED_WEIGHTS, defence_saturation=2)
    return Configuration(number=number)


def checked(configuration: Configuration) -> Configuration:
    """The configuration itself. Raises `Invalid` with every fault at once."""
    faults = list(_faults(configuration))
    if faults:
        raise Invalid("invalid_configuration", "The scoring configuration cannot be used.", faults)
    return configuration


def _faults(configuration: Configuration) -> Iterator[Fault]:
    weights = {part.name: getattr(configuration.weights, part.name) for part in fields(FactorWeights)}
    for name, weight in weights.items():
        if not math.isfinite(weight) or not 0 <= weight <= LARGEST:
            yield Fault(f"/weights/{name}", f"A weight lies between 0 and {LARGEST}.", "out_of_range")
    if not any(weight > 0 for weight in weights.values()):
        yield Fault("/weights", "At least one weight is more than 0.", "no_weight")
    for name in ("half_life_days", "expires_days"):
        if not _is_period(getattr(configuration, name)):
            yield Fault(f"/{name}", _PERIOD, "out_of_range")
    for name in ("rule_saturation", "defence_saturation", "validated_needs"):
        if not 1 <= getattr(configuration, name) <= LARGEST:
            yield Fault(f"/{name}", f"Lies between 1 and {LARGEST}.", "out_of_range")
    if len(configuration.overrides) > MOST_OVERRIDES:
        yield Fault("/overrides", f"At most {MOST_OVERRIDES} overrides.", "too_many")
    for index, override in enumerate(configuration.overrides):
        yield from _override_faults(f"/overrides/{index}", override, configuration)


_PERIOD = f"Days: more than 0, at most {LONGEST_DAYS:.0f}."


def _is_period(days: float) -> bool:
    return math.isfinite(days) and 0 < days <= LONGEST_DAYS


def _override_faults(pointer: str, override: Override, base: Configuration) -> Iterator[Fault]:
    if (override.tactic_id is None) == (override.platform is None):
        yield Fault(pointer, "An override names one tactic or one platform.", "one_of")
    if override.half_life_days is None and override.expires_days is None:
        yield Fault(pointer, "An override gives a half-life, an expiry or both.", "empty")
    for name, general in (("half_life_days", base.half_life_days), ("expires_days", base.expires_days)):
        days = getattr(override, name)
        if days is None:
            continue
        if not _is_period(days):
            yield Fault(f"{pointer}/{name}", _PERIOD, "out_of_range")
        elif days > general:
            yield Fault(f"{pointer}/{name}", f"An override is stricter: at most {general:g}.", "not_stricter")
