"""What is measured rather than believed: `make bench` prints the tables, of the machine that runs it."""
