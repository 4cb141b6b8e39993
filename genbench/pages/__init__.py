"""What all pages share: the shell, the look, the numbers and the words."""
