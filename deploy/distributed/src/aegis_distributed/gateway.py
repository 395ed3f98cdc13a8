"""The gateway's configuration, made from what each service says it owns: an Envoy bootstrap."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_chassis.process.service import Service

API = "/api/v1"
CONNECT_SECONDS = 2
REQUEST_SECONDS = 60
NETWORK_FILTERS = "type.googleapis.com/envoy.extensions.filters.network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """One service behind the gateway. `owns` are first path segments below ``/api/v1``, `well_known` whole paths."""

    name: str
    host: str
    port: int
    owns: Collection[str]
    well_known: Collection[str] = ()


def upstream_of(service: Service, *, host: str, port: int) -> Upstream:
    """The service as the gateway sees it."""
    return Upstream(name=service.name, host=host, port=port, owns=service.owns, well_known=service.well_known)


def compose_bootstrap(services: Iterable[Service]) -> dict[str, Any]:
    """The bootstrap of docker-compose.yml, where a service is found by the name of its api."""
    upstreams = [upstream_of(service, host=f"{service.name}-api", port=8000) for service in services]
    return envoy_bootstrap(upstreams, host="0.0.0.0", port=8080)  # noqa: S104  # in its own container


def envoy_bootstrap(
    upstreams: Collection[Upstream], *, host: str, port: int, admin_port: int | None = None
) -> dict[str, Any]:
    """An Envoy bootstrap that listens on `host`:`port` and sends each first segment to the service that owns it.

    Nothing is rewritten; health, metrics and ``/internal`` are not routed. Streams (paths that end in ``/stream``) have
    no time limit. Escaped slashes are refused, forwarding headers from outside are dropped.
    """
    bootstrap: dict[str, Any] = {
        "static_resources": {
            "listeners": [_listener(upstreams, host, port)],
            "clusters": [_cluster(upstream) for upstream in upstreams],
        },
    }
    if admin_port is not None:
        bootstrap["admin"] = {"address": _address("127.0.0.1", admin_port)}
    return bootstrap


def routes(upstreams: Collection[Upstream]) -> list[dict[str, Any]]:
    """The route table, streams first, since the first match counts."""
    table: list[dict[str, Any]] = []
    for upstream in upstreams:
        for segment in sorted(upstream.owns):
            prefix = f"{API}/{segment}"
            streams = {"safe_regex": {"regex": f"{prefix}(/.*)?/stream"}}
            table.append({"match": streams, "route": {"cluster": upstream.name, "timeout": "0s", "idle_timeout": "0s"}})
            table.append({"match": {"path_separated_prefix": prefix}, "route": _route(upstream)})
        table.append({"match": {"path": f"{API}/openapi/{upstream.name}.json"}, "route": _route(upstream)})
        table.extend({"match": {"path": path}, "route": _route(upstream)} for path in sorted(upstream.well_known))
    return table


def _route(upstream: Upstream) -> Mapping[str, Any]:
    return {"cluster": upstream.name, "timeout": f"{REQUEST_SECONDS}s"}


def _listener(upstreams: Collection[Upstream], host: str, port: int) -> dict[str, Any]:
    manager = {
        "@type": f"{NETWORK_FILTERS}.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "gateway",
        "use_remote_address": True,
        "normalize_path": True,
        "merge_slashes": True,
        "path_with_escaped_slashes_action": "REJECT_REQUEST",
        "common_http_protocol_options": {"headers_with_underscores_action": "REJECT_REQUEST"},
        "request_headers_timeout": "10s",
        "stream_idle_timeout": "300s",
        "server_header_transformation": "PASS_THROUGH",
        "route_config": {
            "name": "services",
            "virtual_hosts": [
                {
                    "name": "aegis",
                    "domains": ["*"],
                    "routes": routes(upstreams),
                    "request_headers_to_remove": ["x-aegis-caller"],
                }
            ],
        },
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
            }
        ],
    }
    return {
        "name": "http",
        "address": _address(host, port),
        "filter_chains": [
            {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
        ],
    }


def _cluster(upstream: Upstream) -> dict[str, Any]:
    return {
        "name": upstream.name,
        "type": "STRICT_DNS",
        "connect_timeout": f"{CONNECT_SECONDS}s",
        "load_assignment": {
            "cluster_name": upstream.name,
            "endpoints": [
                {"lb_endpoints": [{"endpoint": {"address": _address(upstream.host, upstream.port)}}]},
            ],
        },
    }


def _address(host: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": host, "port_value": port}}
