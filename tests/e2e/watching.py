"""What the browser complains about while a test runs: script errors, refused content, missing files, anything asked of another machine."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response, Route


class Complaints:
    def __init__(self, page: Page, site: str) -> None:
        self.found: list[str] = []
        self.host = urlsplit(site).netloc
        page.on("console", self.heard)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("response", self.answered)
        page.context.route("**/*", self.asked)

    def heard(self, message: ConsoleMessage) -> None:
        # A refusal of the server shows as a failed resource, too; `answered` tells those that matter.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console: {message.text}")

    def answered(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 500 or (response.status >= 400 and path.startswith("/static/")):
            self.found.append(f"{response.status} for {path}")

    def asked(self, route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in ("data", "blob", "about") or parts.netloc == self.host:
            route.continue_()
        else:
            self.found.append(f"asked another machine: {route.request.url}")
            route.abort()

    def raise_if_any(self) -> None:
        assert self.found == []
