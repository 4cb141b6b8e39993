"""What is done with a built model: steps, weights, inference."""
