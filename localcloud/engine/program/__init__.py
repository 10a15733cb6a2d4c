"""The Pulumi program: a process in its own virtual environment."""
