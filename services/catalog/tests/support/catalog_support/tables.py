"""The service's whole metadata."""

import importlib
import pkgutil

from sqlalchemy import MetaData

from aegis_catalog.adapters import persistence
from aegis_catalog.adapters.persistence.metadata import metadata


def all_tables() -> MetaData:
    """The metadata, once every module of tables has been read."""
    for module in pkgutil.walk_packages(persistence.__path__, f"{persistence.__name__}."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)
    return metadata
