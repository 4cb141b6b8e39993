"""The Vendi score (Friedman and Dieng 2022, arXiv:2210.02410): a metric of your own."""

import numpy as np
from scipy.special import entr

import genbench as gb


def vendi(real, fake):
    rows = fake / (np.linalg.norm(fake, axis=1, keepdims=True) + 1e-12)
    return np.exp(entr(np.linalg.svd(rows, compute_uv=False) ** 2 / len(rows)).sum())


MEANING = "How many different pictures a draw is worth. Misses whether they are like the data."
SPACES = ("judge", "pca")
METRICS = [
    gb.Metric("vendi_score", SPACES, "like real", "variety", "Vendi score", MEANING, of=vendi)
]
