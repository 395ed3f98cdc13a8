"""When a run withdraws more than it may without asking."""


def withdraws_too_much(*, withdrawn: int, had: int, limit_percent: int) -> bool:
    """Whether `withdrawn` of the `had` claims that a source's reads gave so far is more than `limit_percent` of them.

    sources.md: 'a run that would withdraw more than a set share of a source stops before publishing and asks'.
    """
    return withdrawn * 100 > had * limit_percent
