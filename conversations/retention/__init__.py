"""How long content is kept: rules by workspace and data class above a floor for evidence, and the purge that keeps to them.

Entries are never purged. A legal hold stops a purge; the floor binds purges only, not what a person may ask to be erased.
"""
