"""What events answer that follow from what a person does: no fact."""


def by_a_person(_: str) -> None:
    """Whoever acts stands in the event by itself."""
    return
