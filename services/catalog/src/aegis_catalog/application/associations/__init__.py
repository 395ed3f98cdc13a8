"""Which rules should see what a template does: candidates, confirmed and dismissed by people."""
