"""People, tests at every stage and fakes, for the tests of this service."""
