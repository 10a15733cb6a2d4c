"""Rules by concern: each a small function from the context to findings."""
