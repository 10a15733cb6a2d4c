"""What the local Azure's provider plugins have in common: the process, its gRPC server, and the answer to Diff."""
