"""Measuring: the judge, the reference, the table of metrics, and who is better."""
