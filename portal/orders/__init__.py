"""The sample's order desk: a small service of its own, with its own tables, as a shop's system beside Countersign would be.

It knows nothing of Countersign: tools reach it over HTTP with a token, and one key is one effect, however often it is asked.
"""
