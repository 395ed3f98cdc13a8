"""Contract suites of the chassis's ports: each adapter and each fake inherits its port's suite as its own tests."""
