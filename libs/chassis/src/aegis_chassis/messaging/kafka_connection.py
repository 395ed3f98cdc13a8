"""How a process reaches Kafka: addresses, security and waiting times, once for producers, consumers and admins."""

import ssl
from dataclasses import dataclass, field
from typing import Any, Literal

from aegis_chassis.messaging.bus import Partition

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]

MESSAGE_BYTES = 4 * 1024 * 1024
"""Of topics, producers and consumers alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaConnection:
    """`bootstrap` is ``host:port``, several with commas. `prefix` begins the names of all topics and groups."""

    bootstrap: str
    prefix: str = ""
    client_id: str = "aegis"
    security: SecurityProtocol = "PLAINTEXT"
    ssl_context: ssl.SSLContext | None = field(default=None, repr=False)
    sasl_mechanism: str = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)
    metadata_seconds: float = 30.0
    """How soon a topic that somebody made is noticed."""

    def options(self, *, request_seconds: float = 10.0) -> dict[str, Any]:
        """Keyword arguments of every aiokafka client."""
        return {
            "bootstrap_servers": self.bootstrap,
            "client_id": self.client_id,
            "security_protocol": self.security,
            "ssl_context": self.ssl_context,
            "sasl_mechanism": self.sasl_mechanism if self.security.startswith("SASL") else "PLAIN",
            "sasl_plain_username": self.sasl_username,
            "sasl_plain_password": self.sasl_password,
            "request_timeout_ms": int(request_seconds * 1000),
            "metadata_max_age_ms": int(self.metadata_seconds * 1000),
        }

    def named(self, name: str) -> str:
        """A topic or group by its name in Kafka."""
        return self.prefix + name

    def partition(self, topic: str, number: int) -> Partition:
        """A partition of Kafka by its name in the suite."""
        return Partition(topic.removeprefix(self.prefix), number)
