"""What a verification checks, one thing a module: the walk along the seals, and what stands beside it."""
