"""What tests need to know of the certificates that they make."""

import base64
import hashlib

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate


def key_hash(certificate: bytes) -> str:
    """Return the hash of a certificate's public key, as a browser's list of exceptions has it.

    `certificate` is PEM; the hash is SHA-256 of the key's SubjectPublicKeyInfo, in Base64.
    """
    key = load_pem_x509_certificate(certificate).public_key()
    info = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(info).digest()).decode("ascii")
