"""Contacts at rest: sealed with AES-256-GCM, looked up by keyed hash.

The key comes from `PRACHAKHOM_SECRET_KEY`, or from a key file that is made once with mode 0600. Losing it makes
contacts unreadable and leaves the answers whole.
"""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from consultation.settings import Settings


class WrongKey(Exception):
    """Sealed data does not open with this installation's key."""


class Vault:
    """Seals bytes and hashes addresses under one secret."""

    def __init__(self, secret: bytes) -> None:
        """secret: at least 16 bytes; two separate keys are derived from it."""
        if len(secret) < 16:
            raise ValueError("PRACHAKHOM_SECRET_KEY must have at least 16 characters; leave it unset to have one made")
        self._seal = AESGCM(hashlib.blake2b(secret, digest_size=32, person=b"seal").digest())
        self._hash = hashlib.blake2b(secret, digest_size=32, person=b"lookup").digest()

    def seal(self, plain: bytes) -> bytes:
        """Encrypt; the same input gives another output each time."""
        nonce = os.urandom(12)
        return nonce + self._seal.encrypt(nonce, plain, None)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt what `seal` gave. Raises WrongKey."""
        try:
            return self._seal.decrypt(sealed[:12], sealed[12:], None)
        except InvalidTag as error:
            raise WrongKey(
                "PRACHAKHOM_SECRET_KEY or the key file is not the one this database was written with"
            ) from error

    def lookup(self, *parts: str) -> str:
        """A keyed hash of the parts (64 hexadecimal digits): equal for equal parts, meaningless without the key."""
        return hmac.digest(self._hash, "\x1f".join(parts).encode(), "sha256").hex()


def open_vault(settings: Settings) -> Vault:
    """The vault of this installation; makes the key file at the first start when no key is configured."""
    configured = settings.secret_key.get_secret_value()
    return Vault(configured.encode() if configured else _key_file(settings.key_file))


def _key_file(path: Path) -> bytes:
    """The key in the file, made at once and whole: of two processes that start together both read the same."""
    if not path.exists():
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_bytes()
