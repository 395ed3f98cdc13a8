"""What the import answers."""

from aegis_import.entrypoints.http.data_sources import DataSources
from aegis_import.entrypoints.http.import_runs import ImportRuns
from aegis_import.entrypoints.http.reads import Reads
from aegis_import.entrypoints.http.run_stream import stream_run
from aegis_import.entrypoints.http.schedules import list_schedules

CONTROLLERS = (DataSources, Reads, ImportRuns, stream_run, list_schedules)

OWNS = frozenset({"data-sources", "import-runs", "schedules"})
"""The first segments below ``/api/v1`` that are the import's."""
