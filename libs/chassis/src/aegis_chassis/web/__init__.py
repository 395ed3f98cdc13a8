"""HTTP once for all services: the application factory and what every resource shares."""
