"""Web addresses that answer without a sign-in, each with its reason. A trailing ``*`` stands for all below."""

from __future__ import annotations

PUBLIC = {
    "healthz": "a load balancer asks it; it says only that the process lives",
    "readyz": "a load balancer asks it; it names missing parts, no addresses",
    "favicon.ico": "leads to a static file",
    "accounts/*": "allauth's pages: signing in itself; those for signed-in people redirect by themselves",
    "admin/login/": "signing in itself",
    "admin/logout/": "ends a session; without one there is nothing to end",
    "admin/jsi18n/": "the date widget's words; no data",
}
