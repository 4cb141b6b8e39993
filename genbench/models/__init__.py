"""The models, side by side, and what they are made of, run by and known as."""
