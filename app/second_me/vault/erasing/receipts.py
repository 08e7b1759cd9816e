"""Receipts: what an erasure took away and where its traces were looked for, signed.

The signature is Ed25519 (RFC 8032). Its key is made from a secret of the vault, which outlasts
a change of the data key; anybody can check a receipt, and the vault can tell its own.
"""

import base64
import binascii
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from second_me.core.protocol.erase import Receipt, ReceiptCheck

_INFO: Final = b"second-me erasure receipts"
_BYTES: Final = 32


def sign(receipt: Receipt, secret: bytes) -> Receipt:
    """Return the receipt with its signature."""
    key = _key(secret)
    named = msgspec.structs.replace(receipt, public_key=_public(key), signature="")
    signature = base64.b64encode(key.sign(_said(named))).decode()
    return msgspec.structs.replace(named, signature=signature)


def check(receipt: Receipt, secret: bytes | None = None) -> ReceiptCheck:
    """Return whether the signature fits, and whether the vault of `secret` made it."""
    unsigned = msgspec.structs.replace(receipt, signature="")
    try:
        public = base64.b64decode(receipt.public_key, validate=True)
        signature = base64.b64decode(receipt.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _said(unsigned))
    except (InvalidSignature, ValueError, binascii.Error):
        return ReceiptCheck(genuine=False, ours=False)
    ours = secret is not None and receipt.public_key == _public(_key(secret))
    return ReceiptCheck(genuine=True, ours=ours)


def _said(receipt: Receipt) -> bytes:
    return msgspec.json.encode(receipt, order="sorted")


def _key(secret: bytes) -> Ed25519PrivateKey:
    kdf = HKDF(algorithm=hashes.SHA256(), length=_BYTES, salt=None, info=_INFO)
    return Ed25519PrivateKey.from_private_bytes(kdf.derive(secret))


def _public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()
