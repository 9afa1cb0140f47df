"""The first page: what waits, what is late, what went out, is the ledger whole?"""
