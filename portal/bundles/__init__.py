"""Evidence bundles asked for on pages and over the API: made by a worker, kept encrypted for some days, handed out on the ledger."""
