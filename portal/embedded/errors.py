"""What can keep an embedded service from running, always as one line that says what to do."""

from __future__ import annotations


class StartError(Exception):
    """One clear line for the person at the terminal."""
