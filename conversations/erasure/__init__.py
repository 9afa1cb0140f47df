"""Erasure of a person's data, the holds that stop it, and what a person may be given to read.

request = erasure.ask(workspace.id, "mara@example.org", acting_user=owner)      # shows what would go
erasure.confirm(request, acting_user=somebody_else)                             # a second person; then a worker runs it
erasure.place_hold(reason, conversation=conversation, acting_user=owner)        # stops it
"""
