"""Text that cannot be read."""


class BadText(Exception):
    """A text is not what its format demands, or is beyond a limit. `reason` says which, to stand behind a colon or in
    brackets; `line` counts from 1 and is None where it is not known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return self.reason
