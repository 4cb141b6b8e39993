"""A workbench for VAE-versus-GAN generative modelling."""

__version__ = "0.1.0"
