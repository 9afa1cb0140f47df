"""What triage wants done, as actions: ``tag``, ``priority``, ``route``, ``forward``, ``merge``, ``close_spam``.

Each is ruled on by itself, beside the reply of its turn. What the policy allows is done in the transaction of the gate; what a person
has agreed to, and what leaves the house, goes through the outbox like everything else. Whatever was done keeps what it takes to undo it.
"""
