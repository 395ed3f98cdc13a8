"""The settings that all services have. A service's own struct extends `SharedSettings` with fields of its own.

A field is set by ``AEGIS_<FIELD>``, for one service alone by ``AEGIS_<SERVICE>_<FIELD>``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from aegis_chassis.database.address import with_login
from aegis_chassis.database.bootstrap import BUS_SCHEMA, role_of
from aegis_chassis.settings.secret import Secret

Port = Annotated[int, Meta(ge=0, le=65_535)]
Positive = Annotated[float, Meta(gt=0)]


class SharedSettings(Struct, frozen=True, kw_only=True):
    """What every service needs to know."""

    database_url: Annotated[
        Secret,
        Meta(
            description="`postgresql://host:5432/aegis`. Where a password is set besides, each service signs in as "
            "`aegis_<schema>` with it; else with the user and password of the URL."
        ),
    ]
    database_password: Annotated[
        Secret | None, Meta(description="Password of the service's role; set it per service.")
    ] = None
    database_passwords_dir: Annotated[
        Path | None,
        Meta(description="Folder of password files, one a schema, as `python -m aegis_chassis bootstrap` makes them."),
    ] = None
    database_single_role: Annotated[
        bool, Meta(description="The URL's own role does for all services. For trials: nothing then keeps them apart.")
    ] = False
    pool_size: Annotated[int, Meta(ge=1, le=100, description="Database connections of one service in one process.")] = 5

    bus: Annotated[
        Literal["kafka", "postgres"], Meta(description="What carries events; `postgres` is for one machine.")
    ] = "kafka"
    bus_database_url: Annotated[
        Secret | None, Meta(description="For the PostgreSQL log, where it is not in the services' database.")
    ] = None
    bus_database_password: Annotated[Secret | None, Meta(description="Password of the role `aegis_bus`.")] = None
    kafka_bootstrap: Annotated[
        tuple[str, ...], Meta(description="`host:port`, several with commas. Needed for `bus` = `kafka`.")
    ] = ()
    kafka_prefix: Annotated[str, Meta(description="Begins the names of all topics and groups.")] = ""
    kafka_replication: Annotated[int, Meta(ge=1, le=9, description="Copies of each topic that we make.")] = 1
    kafka_security: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"], Meta(description="How brokers are spoken to.")
    ] = "PLAINTEXT"
    kafka_ca_file: Annotated[
        Path | None, Meta(description="Certificates that brokers are trusted by; else the system's.")
    ] = None
    kafka_sasl_mechanism: Annotated[
        Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"], Meta(description="How we sign in to brokers.")
    ] = "SCRAM-SHA-512"
    kafka_username: Annotated[str | None, Meta(description="Whom we sign in to brokers as.")] = None
    kafka_password: Annotated[Secret | None, Meta(description="Its password.")] = None

    object_store_url: Annotated[
        str | None,
        Meta(description="`file:///var/lib/aegis/objects`, or `s3://bucket/prefix?endpoint=https://..&region=..`."),
    ] = None
    object_store_access_key: Annotated[
        str | None, Meta(description="For S3; without, what the AWS SDK finds (instance roles, profiles).")
    ] = None
    object_store_secret_key: Annotated[Secret | None, Meta(description="For S3, with the access key.")] = None

    jwks_url: Annotated[
        str | None, Meta(description="Where the keys of access tokens are: identity's `/.well-known/jwks.json`.")
    ] = None
    identity_url: Annotated[
        str | None, Meta(description="Identity's own address, for exchanging API tokens and cookies.")
    ] = None
    public_url: Annotated[str | None, Meta(description="What people reach Aegis by, for links and cookies.")] = None
    trusted_proxies: Annotated[
        tuple[str, ...], Meta(description="Networks (CIDR) whose X-Forwarded-For is believed; several with commas.")
    ] = ()

    http_host: Annotated[str, Meta(description="The address that HTTP listens on.")] = "127.0.0.1"
    http_port: Annotated[Port, Meta(description="The port that HTTP listens on.")] = 8000
    health_port: Annotated[
        Port | None, Meta(description="Where a worker answers health and metrics; unset: nowhere.")
    ] = None
    shutdown_seconds: Annotated[Positive, Meta(description="How long running work may take to end.")] = 20.0

    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="The least that is logged.")
    ] = "info"
    log_format: Annotated[Literal["json", "console"], Meta(description="For machines or for people.")] = "json"
    otlp_endpoint: Annotated[
        str | None, Meta(description="Where traces go: an OTLP/HTTP collector, `http://host:4318`. Unset: nowhere.")
    ] = None

    def problems(self) -> Iterator[tuple[str, str]]:
        """Fields that do not fit together, with what is wrong. A service's own begins with its `super`'s."""
        if self.bus == "kafka" and not self.kafka_bootstrap:
            yield "kafka_bootstrap", "is needed while `bus` is `kafka`"
        if self.kafka_security.startswith("SASL") and (self.kafka_username is None or self.kafka_password is None):
            yield "kafka_username", "and kafka_password are needed for SASL"
        if self.object_store_access_key is not None and self.object_store_secret_key is None:
            yield "object_store_secret_key", "is needed with the access key"

    def database_dsn(self, schema: str) -> str:
        """The DSN by which the service of `schema` signs in. Raises `OSError` when its password file is not there."""
        return self._login(self.database_url, self.database_password, schema)

    def bus_dsn(self) -> str:
        """The DSN of the PostgreSQL log."""
        return self._login(self.bus_database_url or self.database_url, self.bus_database_password, BUS_SCHEMA)

    def _login(self, url: Secret, password: Secret | None, schema: str) -> str:
        if self.database_single_role:
            return url.reveal()
        if password is not None:
            return with_login(url.reveal(), user=role_of(schema), password=password.reveal())
        if self.database_passwords_dir is not None:
            kept = (self.database_passwords_dir / schema).read_text().strip()
            return with_login(url.reveal(), user=role_of(schema), password=kept)
        return url.reveal()
