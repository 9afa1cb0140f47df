"""Where each value of a call came from, and what a longer text carries."""
