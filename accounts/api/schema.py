"""How the schema names our tokens. Imported by ``AccountsConfig.ready()``: it registers itself."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular has no types
    target_class = "accounts.tokens.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        about = "`Token cs_...`, made in the admin or by `manage.py create_token`; it belongs to one workspace and carries scopes."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": about}
