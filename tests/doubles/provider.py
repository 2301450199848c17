"""A provider of OpenID Connect on this machine: discovery, keys, authorization code with PKCE, signed ID tokens.

It checks what a provider has to check: the client and its secret, the address to return to, that a code is used once,
by whoever has its verifier. `lies` lets it answer as a broken or hostile one would. Nothing of Prachakhom is used here.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import BasicAuth, web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "prachakhom", "a client secret for tests only"


@dataclass
class Provider:
    """Its state. person: who is signed in at it, as claims; None refuses. lies: claims to be said instead, by name."""

    back: str
    person: dict[str, Any] | None = None
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: new_key("1"))
    signs_with: RSAKey | None = None
    forged: str = ""
    public_only: bool = False
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        """Its endpoints."""
        app = web.Application()
        app.add_routes([
            web.get("/.well-known/openid-configuration", self.describe),
            web.get("/keys", self.keys),
            web.get("/authorize", self.authorize),
            web.post("/token", self.token),
        ])  # fmt: skip
        return app

    async def describe(self, request: web.Request) -> web.Response:
        self.asked.append("discovery")
        at = self.issuer
        return web.json_response({
            "issuer": self.lies.get("issuer", at), "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token", "jwks_uri": f"{at}/keys", "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported":
                ["client_secret_post"] if self.public_only else ["client_secret_basic"],
        })  # fmt: skip

    async def keys(self, request: web.Request) -> web.Response:
        self.asked.append("keys")
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        right = (
            asked.get("client_id") == CLIENT and asked.get("redirect_uri") == self.back
            and asked.get("response_type") == "code" and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256" and asked.get("state") and asked.get("nonce")
        )  # fmt: skip
        if not right:
            return web.Response(status=400, text="wrong request")
        if self.person is None:
            return _to(self.back, {"error": "access_denied", "state": asked["state"]})
        code = secrets.token_urlsafe(24)
        self.codes[code] = asked
        return _to(self.back, {"code": code, "state": asked["state"]})

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        asked = self.codes.pop(str(form.get("code")), None)  # once
        verifier = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if not self._is_client(request, form):
            return web.json_response({"error": "invalid_client"}, status=401)
        if asked is None or challenge != asked["code_challenge"] or form.get("redirect_uri") != self.back:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **(self.person or {}), **self.lies,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid}
        token = jwt.encode(header, claims, self.signs_with or self.key) if not self.forged else self._forgery(claims)
        return web.json_response({"access_token": "unused", "token_type": "Bearer", "id_token": token})

    def _forgery(self, claims: dict[str, Any]) -> str:
        """A token without a signature ("none"), or with the public key taken for a shared secret ("HS256")."""
        header = {"alg": self.forged, "kid": self.key.kid}
        body = b".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
        public = self.key.as_pem(private=False)
        signature = hmac.digest(public, body, "sha256") if self.forged == "HS256" else b""
        return (body + b"." + _encoded(signature)).decode()

    def _is_client(self, request: web.Request, form: Any) -> bool:
        if self.public_only:
            return form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        try:
            given = BasicAuth.decode(request.headers.get("Authorization", ""), encoding="utf8")
        except ValueError:
            return False
        return (given.login, given.password) == (CLIENT, SECRET)


def new_key(kid: str) -> RSAKey:
    """A real key of 2048 bits."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@asynccontextmanager
async def running(back: str) -> AsyncIterator[Provider]:
    """A provider that listens on 127.0.0.1 until the block ends."""
    made = Provider(back)
    async with TestServer(made.app(), host="127.0.0.1") as server:
        made.issuer = str(server.make_url("")).rstrip("/")
        yield made


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def _to(address: str, query: dict[str, str]) -> web.Response:
    return web.Response(status=302, headers={"Location": f"{address}?{urlencode(query)}"})
