"""Replays that are kept: runs of a turn, a conversation or a saved set, by a worker where they take long, with an entry for each.

``agents.replay`` does the work and can write nothing; what is written about it is written here.
"""
