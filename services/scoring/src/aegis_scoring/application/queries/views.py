"""Views that several answers of scoring share."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from aegis_scoring.application.known import TechniqueFacts
from aegis_scoring.domain.averages import Averages, Mean
from aegis_scoring.domain.display import displayed
from aegis_scoring.domain.shares import Share


class TechniqueName(Struct, frozen=True, kw_only=True):
    id: UUID
    attack_id: str
    name: str


class Points(Struct, frozen=True, kw_only=True):
    """Points of 100, not rounded, and `displayed` as people are shown them: one decimal, half up. `score` is proven +
    assumed."""

    score: float
    displayed: float
    proven: float
    assumed: float


class MeanView(Struct, frozen=True, kw_only=True):
    """A mean over `n` techniques; null points for none: unknown is not 0."""

    n: int
    score: float | None
    displayed: float | None
    proven: float | None
    assumed: float | None


class Denominators(Struct, frozen=True, kw_only=True):
    """The same mean over three denominators. `in_scope` is the one meant by "the score"; `tested` are those of them
    with a line, `untested` the rest; `in_profile` is null while there is no threat profile."""

    in_scope: MeanView
    tested: MeanView
    in_profile: MeanView | None
    untested: int


class ShareView(Struct, frozen=True, kw_only=True):
    """`part` of `n`, with its Wilson 95 % interval; null for n = 0."""

    part: int
    n: int
    value: float | None
    low: float | None
    high: float | None


class ExclusionView(Struct, frozen=True, kw_only=True):
    """A technique that is left out of every denominator here, until the end of a day (null: for good)."""

    technique: TechniqueName
    reason: str
    until: date | None


def technique_name(facts: TechniqueFacts) -> TechniqueName:
    return TechniqueName(id=facts.id, attack_id=facts.attack_id, name=facts.name)


def points(score: float, proven: float, assumed: float) -> Points:
    return Points(score=score, displayed=displayed(score), proven=proven, assumed=assumed)


def denominators(averages: Averages) -> Denominators:
    return Denominators(
        in_scope=_mean(averages.in_scope),
        tested=_mean(averages.tested),
        in_profile=None if averages.in_profile is None else _mean(averages.in_profile),
        untested=averages.untested,
    )


def share_view(share: Share) -> ShareView:
    return ShareView(part=share.part, n=share.n, value=share.value, low=share.low, high=share.high)


def _mean(mean: Mean) -> MeanView:
    return MeanView(
        n=mean.n,
        score=mean.score,
        displayed=None if mean.score is None else displayed(mean.score),
        proven=mean.proven,
        assumed=mean.assumed,
    )
