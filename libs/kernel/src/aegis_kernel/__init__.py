"""Pure building blocks: ids, clock, aggregates, errors, rights, facts. No I/O."""
