"""Pages about people: one's own, and the administration of accounts and roles."""
