"""Evaluation: samples.npz and held-out images in, metrics.json out."""
