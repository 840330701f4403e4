"""A stand-in for m3ter that knows nothing of the practice one, and answers as it is told to."""

import json
import socket
from collections import defaultdict

from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.m3ter.client import M3terClient
from desktop_app.m3ter.session import Session
from desktop_app.net.time_limits import TimeLimits
from tests.net.fake_time import FakeTime
from tests.net.server import Reply, ServeWith, answer

ORGANIZATION = "org-1"
KEY = AccessKey("key-1", Secret("secret+of/the=service user"))
TOKEN = "token-of-the-double"
LIST = f"/organizations/{ORGANIZATION}/integrationconfigs"


def in_json(value: object, status: str = "200 OK", *headers: str) -> Reply:
    return answer(status, json.dumps(value).encode(), "Content-Type: application/json", *headers)


def refusal(status: str, message: str = "m3ter says no") -> Reply:
    return in_json({"message": message}, status)


def token(text: str = TOKEN, seconds: object = 18_000) -> Reply:
    return in_json({"access_token": text, "token_type": "bearer", "expires_in": seconds})


class M3terDouble:
    """Answers each path with its replies in their order, and then with the last one again."""

    def __init__(self, serve_with: ServeWith) -> None:
        self._replies: dict[str, list[Reply]] = defaultdict(list)
        self.server = serve_with(self._reply)
        self.time = FakeTime()
        self.answers("/oauth/token", token())

    def answers(self, path: str, *replies: Reply) -> None:
        self._replies[path] = list(replies)

    def client(self, limits: TimeLimits | None = None) -> M3terClient:
        session = Session(
            self.server.origin,
            KEY,
            limits=limits or TimeLimits(10.0, 10.0, 10.0),
            pacing=self.time.pacing,
        )
        return M3terClient(session, ORGANIZATION)

    @property
    def asked(self) -> list[str]:
        """The method and the path of each request, in their order."""
        return [request.split(b" HTTP", 1)[0].decode() for request in self.server.requests]

    def sent(self, method: str) -> int:
        """How many requests with this method came, other than for a token."""
        return sum(
            line.startswith(f"{method} ") and not line.endswith("/oauth/token")
            for line in self.asked
        )

    def _reply(self, connection: socket.socket) -> None:
        path = self.asked[-1].split(" ")[1].split("?")[0]
        replies = self._replies[path]
        (replies.pop(0) if len(replies) > 1 else replies[0])(connection)
