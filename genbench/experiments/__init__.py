"""Several runs, one question."""
