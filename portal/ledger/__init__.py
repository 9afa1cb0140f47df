"""How the ledger is doing, for systems that watch."""
