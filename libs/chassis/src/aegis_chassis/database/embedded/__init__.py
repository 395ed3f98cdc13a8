"""A PostgreSQL server of our own, below one folder: for the standalone process and for tests."""

from aegis_chassis.database.embedded.server import EmbeddedPostgres
from aegis_chassis.database.embedded.troubles import (
    FolderInUse,
    NoServerBinaries,
    NoSpace,
    NotStarted,
    PortTaken,
    ServerTrouble,
    UnreachableFolder,
    WrongVersion,
)

__all__ = [
    "EmbeddedPostgres",
    "FolderInUse",
    "NoServerBinaries",
    "NoSpace",
    "NotStarted",
    "PortTaken",
    "ServerTrouble",
    "UnreachableFolder",
    "WrongVersion",
]
