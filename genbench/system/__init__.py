"""What stands between the package and the machine; it knows nothing of models."""
