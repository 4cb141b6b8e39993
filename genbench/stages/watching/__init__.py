"""Watching: runs in a page of the browser while they train."""
