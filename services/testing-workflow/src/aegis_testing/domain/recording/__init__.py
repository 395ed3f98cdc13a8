"""What is put down in a test: executions, observations, rules, response, notes, evidence, explanations."""
