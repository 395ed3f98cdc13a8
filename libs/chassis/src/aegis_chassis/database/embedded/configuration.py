"""How an embedded server is set up: for a small machine and some hundred connections."""

from collections.abc import Mapping

DEFAULTS = {
    "max_connections": "120",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "48MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_wal_size": "512MB",
    "min_wal_size": "48MB",
    "checkpoint_timeout": "15min",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "autovacuum_naptime": "30s",
    "jit": "off",
    "huge_pages": "off",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%a ",
    "log_min_duration_statement": "2s",
    "log_parameter_max_length": "0",
    "log_checkpoints": "off",
    "logging_collector": "off",
}
NEWER = {18: {"io_method": "sync"}}
"""By major version: no processes for reading ahead, our data is small."""

NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
"""For tests: survives a killed server, not a power cut."""


def configuration(*, major: int, port: int, socket: str | None, own: Mapping[str, str], durable: bool) -> str:
    """The text of ``postgresql.conf``, written anew at every start; `own` wins over all but the addresses."""
    settings = dict(DEFAULTS)
    for version, newer in NEWER.items():
        if major >= version:
            settings |= newer
    if not durable:
        settings |= NOT_DURABLE
    settings |= own
    settings |= {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": socket or "",
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
    }
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
    return "\n".join(["# Written by Aegis at every start. Your own settings: ALTER SYSTEM SET ...", *lines, ""])
