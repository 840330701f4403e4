"""An HTTP response as bytes, with the headers that every response of the receiver has."""

from dataclasses import dataclass
from http import HTTPStatus

_ALWAYS = (
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Connection", "close"),
)


def content_security_policy(style_source: str) -> str:
    """Return a Content Security Policy (level 3) that allows one style sheet and nothing else."""
    return (
        f"default-src 'none'; style-src {style_source}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True, slots=True)
class Response:
    """A complete response. `headers` are added to the headers that every response has."""

    status: HTTPStatus
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    style_source: str = "'none'"

    def to_bytes(self) -> bytes:
        """Return the response in HTTP/1.1 (RFC 9112)."""
        headers = [
            *_ALWAYS,
            ("Content-Security-Policy", content_security_policy(self.style_source)),
            *self.headers,
        ]
        # RFC 9110 §8.6: a 204 has no Content-Length.
        if self.status is not HTTPStatus.NO_CONTENT:
            headers.append(("Content-Length", str(len(self.body))))
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}"]
        lines += [f"{name}: {value}" for name, value in headers]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + self.body


def redirect(status: HTTPStatus, location: str, *headers: tuple[str, str]) -> Response:
    """Return a redirect, so that what is in the address of this request leaves the address bar."""
    return Response(status, headers=(("Location", location), *headers))
