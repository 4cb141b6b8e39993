"""Scores: the table of metrics, what they are measured on, and the rows that calibrate them."""
