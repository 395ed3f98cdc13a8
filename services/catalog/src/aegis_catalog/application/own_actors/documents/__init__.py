"""Documents that actors are made from."""
