"""Tools, wishes and attacks of trades that the benchmark does not know: a clinic, a library, a utility, a landlord, and four more held out."""
