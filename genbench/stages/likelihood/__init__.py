"""Likelihood: a run in, likelihood.json out."""
