"""The state of stacks as the Pulumi CLI keeps it: values, secrets, checkpoint, journal, lock, configuration."""
