"""Azure Resource Manager over HTTPS on this machine: where it is, tokens, requests, long-running operations."""
