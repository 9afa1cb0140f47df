"""Evidence: how the ledger is doing, a verification on demand, and its entries. Reads only; what it shows is ``audit``'s."""
