"""Anchors: places outside the database where signed checkpoints are kept, so that a cut tail, a restored dump or a swapped key shows.

COUNTERSIGN_ANCHORS lists them as addresses, separated by commas; ``every`` is in seconds:

    file:///var/lib/countersign/anchors?every=60        an append-only file, the default
    git:///srv/anchors?every=3600&push=origin           a commit in a repository, pushed if a remote is named
    mailto:auditor@example.org?every=86400              a mail with the newest checkpoints
    rfc3161+https://authority.example.org/tsr?authority=/etc/authority.pem
                                                        a time stamp of each (needs the package rfc3161-client)
"""
