"""The documentation that is made from the code; the rest of this folder is prose."""
