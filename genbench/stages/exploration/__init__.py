"""Exploration: what the latents of a run hold."""
