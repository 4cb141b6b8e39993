"""Comparison: measured runs side by side."""
