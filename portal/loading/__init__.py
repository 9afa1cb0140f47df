"""Makes an installation out of what stands in ``portal/sample``: first who and where, then, step by step, documents and mail."""
