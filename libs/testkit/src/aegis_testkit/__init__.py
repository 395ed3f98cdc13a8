"""Real servers for tests, contract suites of the chassis's ports, event recorder and builders."""
