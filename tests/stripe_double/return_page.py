"""A company's web server with the return page, over https with a throw-away certificate."""

import ssl
from pathlib import Path

import trustme

from tests.certificates import key_hash
from tests.stripe_double.faults import Line
from tests.stripe_double.messages import Received, Response
from tests.stripe_double.server import Server

PATH = "/m3ter/return"
_FILE = Path(__file__).parents[2] / "resources" / "return_page" / "index.html"
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class ReturnPage:
    """Serves the page at `uri` from the start on.

    `authority` is the certificate to trust (PEM); `key_hash` is for Chromium's switch
    `--ignore-certificate-errors-spki-list`.
    """

    def __init__(self, port: int = 0) -> None:
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        self.authority = authority.cert_pem.bytes()
        self.key_hash = key_hash(certificate.cert_chain_pems[0].bytes())
        self._server = Server(_serve, port, context, host="localhost")
        self.uri = f"{self._server.origin}{PATH}"

    def stop(self) -> None:
        self._server.stop()


def _serve(received: Received, line: Line) -> bool:
    found = received.path == PATH
    line.send(Response(200 if found else 404, _FILE.read_bytes() if found else b"", _HEADERS).data)
    return True
