"""What the catalogue's tests share: people, claims, fakes, and the service on a database."""
