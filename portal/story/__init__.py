"""The story of a conversation: what happened, in the order of causes, with the proof beside it."""
