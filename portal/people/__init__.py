"""What a person chooses for themselves, and who is in a workspace."""
