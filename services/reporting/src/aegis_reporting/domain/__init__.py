"""Pure policies of what people read: scope, colours, figures, and the chain of the audit trail."""
