"""The configuration of one Kafka node for tests, wherever it runs."""

VERSION = "4.4.0"
CLUSTER_ID = "YWVnaXMtdGVzdC1rYWZrYQ"
"""Fixed, so that a formatted folder can be copied; base64 of 16 bytes."""


def node_properties(*, advertised: int, listen: str, controller: str, session_ms: int) -> dict[str, str]:
    """One node that is broker and controller, small and quick to start and to notice changes.

    `session_ms` is how long the controller takes a broker that was killed for alive: a restart waits for its end.
    """
    internal = {
        f"{topic}.{name}": "1"
        for topic in ("transaction.state.log", "share.coordinator.state.topic")
        for name in ("num.partitions", "replication.factor", "min.isr")
    }
    return internal | {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": f"PLAINTEXT://{listen},CONTROLLER://{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{advertised}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@{controller}",
        "auto.create.topics.enable": "false",
        "num.partitions": "1",
        "default.replication.factor": "1",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "background.threads": "2",
        "group.coordinator.threads": "1",
        "offsets.topic.num.partitions": "1",
        "offsets.topic.replication.factor": "1",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "broker.heartbeat.interval.ms": str(session_ms // 10),
        "broker.session.timeout.ms": str(session_ms),
        "log.cleaner.dedupe.buffer.size": "4194304",
        "log.cleaner.io.buffer.size": "262144",
        "log.index.size.max.bytes": "1048576",
        "log.cleaner.backoff.ms": "200",
        "log.retention.check.interval.ms": "500",
        "log.initial.task.delay.ms": "100",
    }


def as_file(properties: dict[str, str]) -> str:
    """In the form of ``server.properties``."""
    return "".join(f"{name}={value}\n" for name, value in properties.items())


def as_environment(properties: dict[str, str]) -> dict[str, str]:
    """In the form that the image ``apache/kafka`` takes."""
    return {f"KAFKA_{name.upper().replace('.', '_')}": value for name, value in properties.items()}
