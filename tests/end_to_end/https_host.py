"""A company's web server that hosts the return page, over https with a throw-away certificate."""

import ssl
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

from tests.certificates import key_hash
from tests.paths import ROOT

HOST_NAME = "pages.acme.example"
PATH = "/stripe/return"
CARELESS_PATH = "/careless"
PAGE = ROOT / "resources" / "return_page" / "index.html"

# As docs/return-page.md asks for.
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
# As no server should, so that the page has to look after itself.
CARELESS_HEADERS = {"Referrer-Policy": "unsafe-url"}


class HttpsHost(ThreadingHTTPServer):
    """Serves the return page at `PATH`, and carelessly at `CARELESS_PATH`; nothing else.

    `key_hash` is the hash of the certificate's key, in the form that Chromium takes it.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        certificate = trustme.CA().issue_cert(HOST_NAME)
        self.key_hash = key_hash(certificate.cert_chain_pems[0].bytes())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        # Hands are shaken in the connection's own thread, so that a silent one stops no other.
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = path in (PATH, CARELESS_PATH)
        body = PAGE.read_bytes() if found else b""
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (HEADERS if path == PATH else CARELESS_HEADERS).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing, as the guide asks for."""
