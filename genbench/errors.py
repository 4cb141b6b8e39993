"""The exceptions of our own."""


class BrokenRun(Exception):
    """A run that cannot go on as asked; the message says why and what to do."""
