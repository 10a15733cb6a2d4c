"""The operations: what happens between a request and its summary."""
