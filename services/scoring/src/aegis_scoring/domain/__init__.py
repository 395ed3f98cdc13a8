"""What tests, rules and defences are worth at an instant: pure functions of facts, configuration and time."""
