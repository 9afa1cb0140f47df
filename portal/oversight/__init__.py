"""The oversight report: who oversaw what in a period, how, and what the ledger holds of it. Counts and ids; names are put in when it is shown."""
