"""What happens to a scoring configuration."""

from dataclasses import dataclass

from aegis_kernel.aggregate import DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationDrafted(DomainEvent):
    """A version was made; nothing is scored by it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationActivated(DomainEvent):
    """From `active_from` on scores are made by it."""
