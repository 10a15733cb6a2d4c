"""The two gRPC services that a running program talks to, as thin adapters over `localcloud.engine.deploy`."""
