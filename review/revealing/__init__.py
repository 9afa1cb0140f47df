"""Showing one masked field to one reviewer, for a reason and for a short while; each time stands on the ledger."""
