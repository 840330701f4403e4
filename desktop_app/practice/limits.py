"""What the practice Stripe's server spends on its clients."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server. Times are in seconds.

    At most `connections` are open. `receive_time` is the limit for receiving a request, header and
    body together. `send_time` is the limit for sending the response, until the client has closed.
    After `idle_time` without a use, the server closes; None means never. The default is longer than
    a person has for an approval, which is ten minutes.
    """

    connections: int = 32
    receive_time: float = 10.0
    send_time: float = 10.0
    idle_time: float | None = 660.0
