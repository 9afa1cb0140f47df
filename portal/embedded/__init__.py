"""PostgreSQL and Redis of a single machine, run from the binaries that come with the Python packages."""
