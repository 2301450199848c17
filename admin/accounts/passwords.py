"""Passwords as Argon2id hashes. Both functions take tens of milliseconds on purpose: call them in a thread."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash of a password, with its salt and parameters."""
    return _hasher.hash(password)


def fits(password: str, password_hash: str) -> bool:
    """Whether a password belongs to a hash. Takes as long for an empty hash, so that time does not tell who exists."""
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


@cache
def _nobody() -> str:
    return hashed("a password that opens nothing")
