"""Probing: what can be read from the codes of a run."""
