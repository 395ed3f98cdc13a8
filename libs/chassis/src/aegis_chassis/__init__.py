"""Technology once for all services: settings, database, messaging, objects, web, observability, scheduling, process."""
