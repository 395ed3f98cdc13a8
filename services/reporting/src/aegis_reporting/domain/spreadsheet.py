"""Text that spreadsheets would run as a formula."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """`cell`, prefixed with ``'`` when a spreadsheet would take its beginning for a formula (domain/reporting.md)."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
