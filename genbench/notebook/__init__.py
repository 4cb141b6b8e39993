"""A run as one holds it in Python: its numbers as arrays, its model as functions, its card."""
