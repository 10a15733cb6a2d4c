"""Provider executables: their processes, and a client that hides the protocol."""
