"""What people see of an operation."""
