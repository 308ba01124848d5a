"""Codes, links and tokens: what a person holds to come in, and what of it is kept.

A **code** is eight signs, shown as `7K3D-9QXR`, to be typed from a card: 40 random bits. The signs are the 32 of Crockford's
base 32, which has no O, I, L or U; who reads a nought as O or a one as I or L is understood all the same. (With the
figures 0 and 1 left out as well only 30 signs remain, and eight of them are fewer than 40 bits.) A **link** is the same
invitation with 130 bits, for a QR code or a message, so that it needs no limiter: a room full of people with links
comes in at once whatever somebody who guesses codes is doing.

Both are drawn from an invitation's own 128-bit nonce by HMAC-SHA-256 under the host's secret (RFC 2104). So the printed
cards can be made again from the register and the secret together, and from neither alone: the register holds nonces and
keyed hashes, the secret's file holds no code.

A **token** is what a browser keeps once it is in: 256 random bits, kept here as its SHA-256 only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from shirehall.errors import Place, UsageError
from shirehall.play.record.small import sync_folder

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32."""
CODE_SIGNS = 8
LINK_SIGNS = 26
BITS_A_SIGN = 5
CODE_BITS = CODE_SIGNS * BITS_A_SIGN
TOKEN_BYTES = 32
NONCE_BYTES = 16
SECRET_BYTES = 32

_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = str.maketrans("", "", " -–—.\t\r\n")


class Secret:
    """The host's secret: 32 random bytes from which every other secret of one data folder is derived.

    Lost with its file are: printing the cards again, codes not yet used, and forms that stand open. Sessions go on.
    """

    def __init__(self, material: bytes) -> None:
        if len(material) < SECRET_BYTES:
            raise UsageError(
                f"a secret of {len(material)} bytes is too short.",
                mend="take its file away; a new one is made at the next start.",
            )
        self._material = material

    def __repr__(self) -> str:
        return "Secret(...)"

    @classmethod
    def kept_in(cls, path: Path) -> Secret:
        """The secret of a file, made with mode 0600 when it is not there.

        Raises UsageError when the file is too short, cannot be read, or may be read by others than its owner.
        """
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(_read_private(path))
        except OSError as fault:
            raise UsageError(
                f"the secret cannot be written: {fault.strerror}.",
                where=Place(str(path)),
                mend="name a data folder in which files can be made.",
            ) from fault
        with os.fdopen(handle, "wb") as file:
            material = secrets.token_bytes(SECRET_BYTES)
            file.write(material)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
        return cls(material)

    def key(self, purpose: str) -> bytes:
        """The key for one purpose, such as `code` or `form`; knowing one tells nothing of another."""
        return hmac.digest(self._material, purpose.encode(), "sha256")


def _read_private(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        material = path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"the secret cannot be read: {fault.strerror}.",
            where=Place(str(path)),
            mend="let the one who runs the host own the file.",
        ) from fault
    if os.name == "posix" and mode & 0o077:
        raise UsageError(
            "others on this machine may read the secret.",
            where=Place(str(path), value=f"mode {mode & 0o777:o}"),
            mend="set its mode to 600; if somebody may have read it, take it away and print new cards.",
        )
    return material


def new_nonce() -> str:
    """Random bits for one invitation, in hex."""
    return secrets.token_hex(NONCE_BYTES)


def new_token() -> str:
    """A session token of 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def code_of(secret: Secret, nonce: str) -> str:
    """The eight signs of an invitation, without the hyphen."""
    return _signs(secret.key("code"), nonce, CODE_SIGNS)


def link_of(secret: Secret, nonce: str) -> str:
    """The twenty-six signs of an invitation's link."""
    return _signs(secret.key("link"), nonce, LINK_SIGNS)


def _signs(key: bytes, nonce: str, many: int) -> str:
    number = int.from_bytes(hmac.digest(key, nonce.encode(), "sha256"), "big")
    return "".join(SIGNS[(number >> (BITS_A_SIGN * place)) & 31] for place in range(many))


def shown(code: str) -> str:
    """A code as cards show it: `7K3D-9QXR`."""
    return f"{code[:4]}-{code[4:]}" if len(code) == CODE_SIGNS else code


def typed(text: str) -> str:
    """The code or link that somebody typed, whatever their case, spaces and hyphens; empty when it can be neither."""
    signs = text[:200].translate(_BETWEEN).upper().translate(_READ_AS)
    fits = len(signs) in (CODE_SIGNS, LINK_SIGNS) and all(sign in SIGNS for sign in signs)
    return signs if fits else ""


def is_link(signs: str) -> bool:
    """Whether what was typed is a link's 130 bits, at which nobody can guess."""
    return len(signs) == LINK_SIGNS


def keyed_hash(secret: Secret, signs: str) -> str:
    """What the register keeps of a code or link. Keyed, for 40 bits alone could be tried one by one."""
    return hmac.new(secret.key("kept"), signs.encode(), "sha256").hexdigest()


def token_hash(token: str) -> str:
    """What the register keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()
