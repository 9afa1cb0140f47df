"""The database engine in place when none is configured: whatever needs a connection gets one clear line."""
