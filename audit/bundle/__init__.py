"""Evidence bundles: what the ledger says about one thing, with all that an outsider needs to check it without this software."""
