"""The version, in its only place: the packaging reads it from here."""

__version__ = "0.1.0"
