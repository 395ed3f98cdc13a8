"""Facts between services: the bus port and its adapters, outbox, relay, inbox, consumer."""
