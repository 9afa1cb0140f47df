"""What the browser complains about while a test runs: script errors, refused content, missing files, anything asked of another machine.

Requests are watched, not held: a browser whose requests pass through a test keeps no file, and fetches everything again on each page. That none
reaches another machine is the flag of the browser fixture.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

_OFF_THE_LINE = "ERR_INTERNET_DISCONNECTED"


class Complaints:
    def __init__(self, page: Page, site: str) -> None:
        self.found: list[str] = []
        self.host = urlsplit(site).netloc
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("response", self.answered)
        page.context.on("request", self.asked)

    def heard(self, message: ConsoleMessage) -> None:
        # A refusal of the server shows as a failed resource, too; `answered` tells those that matter. A socket that is opened while a test has taken the browser
        # off the line says so.
        if message.type == "error" and not message.text.startswith("Failed to load resource") and _OFF_THE_LINE not in message.text:
            self.found.append(f"console: {message.text}")

    def answered(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 500 or (response.status >= 400 and path.startswith("/static/")):
            self.found.append(f"{response.status} for {path}")

    def asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.found.append(f"asked another machine: {request.url}")

    def raise_if_any(self) -> None:
        assert self.found == [], self.found
