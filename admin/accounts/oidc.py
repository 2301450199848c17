"""The office's provider of sign-in: OpenID Connect, authorization code with PKCE, as its discovery describes it.

Checked of an ID token: its signature by a key of the provider, one of `ALGORITHMS`; issuer, audience, authorized
party, time, and the nonce of this very attempt. What an attempt needs to be finished is sealed in a cookie of the
browser that began it, so that no other browser can finish it.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import BasicAuth, ClientError, ClientSession, ClientTimeout
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from consultation import clock
from consultation.settings import Settings
from consultation.vault import Vault, WrongKey

ALGORITHMS = ["RS256", "PS256", "ES256"]
LASTS = timedelta(minutes=10)  # an attempt
LEEWAY = 60  # seconds by which the provider's clock may differ
ANSWERS_WITHIN = ClientTimeout(total=10)
LARGEST = 256 * 1024
OK = 200


class Unusable(Exception):
    """The provider did not answer as it has to; the text is for the operator's log."""


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was begun in one browser."""

    state: str
    nonce: str
    verifier: str
    next_page: str
    begun: int


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is. email: lower case, and only where the provider has verified it."""

    issuer: str
    subject: str
    name: str
    email: str


class Provider:
    """One provider, described by its discovery; keys are asked for again when one is not known."""

    def __init__(self, settings: Settings) -> None:
        self._issuer, self._client = settings.oidc_issuer.rstrip("/"), settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._described: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self._lock = asyncio.Lock()

    async def address(self, attempt: Attempt, back: str) -> str:
        """Where to send the browser. back: our address that it returns to. Raises Unusable."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self._client, "redirect_uri": back, "scope": "openid email profile",
            "state": attempt.state, "nonce": attempt.nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        at = str((await self._description())["authorization_endpoint"])
        return f"{at}{'&' if '?' in at else '?'}{urlencode(asked)}"

    async def identity(self, attempt: Attempt, code: str, back: str) -> Identity:
        """Who came back with this code. Raises Unusable."""
        described = await self._description()
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": attempt.verifier,
        }  # fmt: skip
        methods = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        auth = BasicAuth(self._client, self._secret) if self._secret and "client_secret_basic" in methods else None
        if auth is None:
            form |= {"client_id": self._client} | ({"client_secret": self._secret} if self._secret else {})
        answer = await _asked("POST", str(described["token_endpoint"]), data=form, auth=auth)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Unusable("the token endpoint gave no id_token")
        return _checked(await self._claims(token), self._issuer, self._client, attempt.nonce)

    async def _claims(self, token: str) -> dict[str, Any]:
        for fresh in (False, True):
            try:
                return dict(jwt.decode(token, await self._key_set(fresh=fresh), algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError) as error:
                why = type(error).__name__
        raise Unusable(f"the id_token is not signed by a key of the provider: {why}")

    async def _description(self) -> dict[str, Any]:
        async with self._lock:
            if self._described is None:
                found = await _asked("GET", f"{self._issuer}/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                    raise Unusable("the discovery names another issuer")
                if lacking := {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(found):
                    raise Unusable(f"the discovery lacks {', '.join(sorted(lacking))}")
                self._described = found
            return self._described

    async def _key_set(self, *, fresh: bool) -> KeySet:
        if self._keys is None or fresh:
            at = str((await self._description())["jwks_uri"])
            self._keys = KeySet.import_key_set(await _asked("GET", at))  # type: ignore[arg-type]
        return self._keys


def begin(next_page: str) -> Attempt:
    """A new attempt, whose secrets nobody can guess."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(state, nonce, verifier, next_page, int(clock.now().timestamp()))


def sealed(vault: Vault, attempt: Attempt) -> str:
    """An attempt as the text of a cookie."""
    return base64.urlsafe_b64encode(vault.seal(json.dumps(asdict(attempt)).encode())).decode()


def opened(vault: Vault, cookie: str, state: str) -> Attempt | None:
    """The attempt of a cookie, when the provider sends its state back in time; None for anything else."""
    try:
        attempt = Attempt(**json.loads(vault.open(base64.urlsafe_b64decode(cookie))))
    except (ValueError, TypeError, WrongKey):
        return None
    late = clock.now().timestamp() - attempt.begun > LASTS.total_seconds()
    return None if late or not hmac.compare_digest(attempt.state.encode(), state.encode()) else attempt


def _checked(claims: dict[str, Any], issuer: str, client: str, nonce: str) -> Identity:
    """Who an ID token is about, when all that it says is for us and of now. Raises Unusable."""
    now, audience = clock.now().timestamp(), claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    whole = {name: claims.get(name) for name in ("exp", "iat")}
    wrong = [name for name, value in whole.items() if not isinstance(value, int | float)]
    if not wrong:
        tests = {
            "iss": str(claims.get("iss", "")).rstrip("/") == issuer,
            "aud": client in audiences,
            "azp": claims.get("azp", client) == client and (len(audiences) == 1 or "azp" in claims),
            "exp": now < claims["exp"] + LEEWAY,
            "iat": claims["iat"] < now + LEEWAY,
            "nbf": float(claims.get("nbf", 0)) < now + LEEWAY,
            "nonce": hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
            "sub": bool(claims.get("sub")) and isinstance(claims.get("sub"), str),
        }
        wrong = [name for name, right in tests.items() if not right]
    if wrong:
        raise Unusable(f"the id_token's {', '.join(wrong)} is not right")
    verified = claims.get("email_verified") is True
    email = str(claims.get("email", "")).strip().lower() if verified else ""
    name = str(claims.get("name") or claims.get("preferred_username") or "")
    return Identity(issuer, str(claims["sub"]), name, email)


async def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    """What the provider answers, as JSON. Raises Unusable."""
    try:
        async with (
            ClientSession(timeout=ANSWERS_WITHIN) as session,
            session.request(method, address, allow_redirects=False, **more) as answer,
        ):
            if answer.status != OK:
                raise Unusable(f"the provider answered {answer.status}")
            found = json.loads(await answer.content.read(LARGEST))
    except (ClientError, TimeoutError, ValueError) as error:
        raise Unusable(f"the provider does not answer: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise Unusable("the provider answered with something else than an object")
    return found
