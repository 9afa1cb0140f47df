"""An OpenID Connect provider on this machine: discovery, authorization with PKCE, token with a signed id_token, keys, userinfo."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "countersign", "a secret between two sites"


@dataclass
class Person:
    """Who is signed in at the provider. ``verified`` None leaves the claim out, as some providers do."""

    sub: str = "4711"
    email: str | None = "rita.reviewer@moss.example"
    verified: bool | None = True
    name: str = "Rita Reviewer"

    def claims(self) -> dict[str, Any]:
        told = {"sub": self.sub, "name": self.name, "email": self.email, "email_verified": self.verified}
        return {name: value for name, value in told.items() if value is not None}


@dataclass
class Behaviour:
    person: Person = field(default_factory=Person)
    audience: str = CLIENT
    refuses: str = ""
    """What authorization answers instead of a code: access_denied, server_error."""
    garbage: set[str] = field(default_factory=set)
    """Paths that answer with a page instead of JSON."""


class OidcProvider:
    def __init__(self) -> None:
        self.does = Behaviour()
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> OidcProvider:
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def discovery(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
            **{f"{name}_endpoint": f"{self.url}/{path}" for name, path in ends.items()},
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        back = {"state": asked["state"]}
        if self.does.refuses:
            back["error"] = self.does.refuses
        else:
            assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
            assert "openid" in asked["scope"].split()
            back["code"] = secrets.token_urlsafe(16)
            self.codes[back["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or form.get("client_secret") != SECRET:
            return None
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        now = int(time.time())
        claims = {**self.does.person.claims(), "iss": self.url, "aud": self.does.audience, "iat": now, "exp": now + 60}
        signed = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}


class _Handler(BaseHTTPRequestHandler):
    provider: OidcProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        provider = self.provider
        provider.asked.append(parts.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorize(_flat(parts.query)))
            self.end_headers()
            return
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        answers: dict[str, Any] = {
            "/.well-known/openid-configuration": provider.discovery(),
            "/keys": provider.keys(),
            "/userinfo": provider.does.person.claims() if bearer in provider.tokens else None,
        }
        self.answer(parts.path, answers.get(parts.path))

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(self.path, self.provider.token(form))

    def answer(self, path: str, value: Any) -> None:
        self.send_response(400 if value is None else 200)
        garbage = path in self.provider.does.garbage
        self.send_header("Content-Type", "text/html" if garbage else "application/json")
        self.end_headers()
        self.wfile.write(b"<h1>Under maintenance</h1>" if garbage else json.dumps(value or {"error": "invalid_grant"}).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
