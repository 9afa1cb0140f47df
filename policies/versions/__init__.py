"""Versions of policies for programs."""
