"""The command line: parsing, printing, and a function for each command."""
