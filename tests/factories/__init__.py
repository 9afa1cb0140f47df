"""The cast and the furniture of tests that look at pages: people with roles, a mailbox, mail through intake, items through the gate."""
