"""Sampling: images from every sampler of a run, and the figures that show what it has learned."""
