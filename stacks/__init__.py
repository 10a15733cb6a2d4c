"""Where plan and components meet: each stack of the project is built here from its plan."""
