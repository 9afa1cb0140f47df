"""Replays on pages: of a conversation, of a saved set, and side by side what was recorded and what came out."""
