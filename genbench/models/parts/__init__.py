"""What models are made of: networks, layers, losses, noise, precision."""
