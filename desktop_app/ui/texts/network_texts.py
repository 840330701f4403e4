"""Failed requests: in words for the person, and as details for a support team."""

from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from desktop_app.core.errors import Detail, NetworkProblem
from desktop_app.core.return_route import is_loopback_host
from desktop_app.ui.texts.filling import fill, sentences

translate = QCoreApplication.translate


_ABOUT_CERTIFICATES = frozenset(
    {
        NetworkProblem.CERTIFICATE_NOT_TRUSTED,
        NetworkProblem.CERTIFICATE_WRONG_HOST,
        NetworkProblem.CERTIFICATE_EXPIRED,
    }
)


def is_about_certificate(detail: Detail) -> bool:
    """Return whether a server answered, and its certificate is why nothing was sent to it."""
    return detail.error in _ABOUT_CERTIFICATES


STRIPE = "Stripe"
M3TER = "m3ter"


def network_message(detail: Detail, service: str = STRIPE) -> str:
    """Return why a request to a service failed, and what the person can do.

    `service` is its name: STRIPE or M3TER. The caller adds what that means for the operation.
    """
    try:
        problem = NetworkProblem(detail.error)
    except ValueError:
        return _answer_message(detail, service)
    if problem is NetworkProblem.NO_CONNECTION and _is_on_this_computer(detail.host):
        text = translate(
            "Network",
            "The stand-in for {service} is not running. Start “make rehearse” again, and connect"
            " its new profile.",
        )
        return fill(text, service=service)
    return fill(
        _problem_text(problem),
        service=service,
        host=detail.host or translate("Network", "the server"),
        proxy=detail.host or translate("Network", "your company’s proxy"),
        circumstance=_circumstance_text(problem, detail),
    )


def detail_text(detail: Detail) -> str:
    """Return the details of a failure for a support team, one on each line; empty if none is known.

    The values are not translated. Those of the adapters are in English.
    """
    lines = (
        (translate("Network", "Error"), detail.error),
        (translate("Network", "Description"), detail.description),
        (translate("Network", "Host"), detail.host),
        (translate("Network", "HTTP status"), str(detail.status or "")),
        (translate("Network", "Request-Id"), detail.request_id),
    )
    return "\n".join(
        fill(translate("Network", "{label}: {value}"), label=label, value=value)
        for label, value in lines
        if value
    )


def unknown_cause_text() -> str:
    """Return what `network_message` says first of a failure of which nothing is known."""
    return translate("Network", "The cause is not known.")


def _is_on_this_computer(host: str) -> bool:
    """Return whether `host` (with its port, if any) is this computer.

    Only a stand-in is: a proxy has problems of its own.
    """
    return is_loopback_host(urlsplit(f"//{host}").hostname or "")


def _answer_message(detail: Detail, service: str) -> str:
    said = detail.description or detail.error
    if detail.status == 429:
        text = translate(
            "Network", "{service} receives too many requests at the moment. Try again in a minute."
        )
        return fill(text, service=service)
    if detail.status >= 500:
        return _internal_error_text(detail.status, service)
    if said:
        return fill(
            translate(
                "Network",
                "The server answered: “{said}”. If you don’t know what to do about it, copy the"
                " details for the support team.",
            ),
            said=said,
        )
    then = translate("Network", "If this happens repeatedly, ask the support team.")
    return sentences(unknown_cause_text(), then)


def _internal_error_text(status: int, service: str) -> str:
    if service == STRIPE:
        text = translate(
            "Network",
            "The server reported an internal error (HTTP status {status}). Try again in a few"
            " minutes; status.stripe.com shows whether Stripe has a known problem.",
        )
    else:
        text = translate(
            "Network",
            "The server reported an internal error (HTTP status {status}). Try again in a few"
            " minutes.",
        )
    return fill(text, status=status)


def _circumstance_text(problem: NetworkProblem, detail: Detail) -> str:
    """Return the sentence about a problem's circumstance, or its description if none is known."""
    match problem:
        case NetworkProblem.CA_FILE_UNUSABLE if detail.circumstance:
            text = translate("Network", "{circumstance} could not be read.")
        case NetworkProblem.PROXY_REFUSED if detail.circumstance:
            text = translate("Network", "The proxy answered {circumstance}.")
        case NetworkProblem.PROXY_UNSUPPORTED if detail.circumstance:
            text = translate("Network", "The proxy is of the kind “{circumstance}”.")
        case _:
            return detail.description
    return fill(text, circumstance=detail.circumstance)


def _problem_text(problem: NetworkProblem) -> str:
    match problem:
        case NetworkProblem.NAME_NOT_FOUND:
            return translate(
                "Network",
                "This computer could not find {host} on the internet. Check that you are online;"
                " on a company network you may have to connect to its VPN first.",
            )
        case NetworkProblem.NO_CONNECTION:
            return translate(
                "Network",
                "This computer could not connect to {host}. Check that you are online. If other"
                " pages open in your browser, a firewall may be in the way: ask your IT department"
                " to let this computer reach {host}.",
            )
        case NetworkProblem.CONNECT_TIMEOUT:
            return translate(
                "Network",
                "{host} did not accept the connection in time. Try again. If other pages open in"
                " your browser, a firewall may be in the way: ask your IT department to let this"
                " computer reach {host}.",
            )
        case NetworkProblem.CERTIFICATE_NOT_TRUSTED:
            return translate(
                "Network",
                "This computer does not trust the certificate that {host} showed, so nothing was"
                " sent. Many company networks inspect traffic with certificates of their own: ask"
                " your IT department to install its certificate on this computer, or not to"
                " inspect {host}.",
            )
        case NetworkProblem.CERTIFICATE_WRONG_HOST:
            return translate(
                "Network",
                "Another server answered in place of {host}: its certificate has another name, so"
                " nothing was sent. If you are on a guest network, log in to it in your browser"
                " first; otherwise ask your IT department.",
            )
        case NetworkProblem.CERTIFICATE_EXPIRED:
            return translate(
                "Network",
                "The certificate that {host} showed is not valid today, so nothing was sent. Check"
                " the date and time of this computer; if they are right, ask your IT department.",
            )
        case NetworkProblem.TLS_FAILED:
            return translate(
                "Network",
                "No secure connection to {host} could be made, so nothing was sent. If you are on"
                " a guest network, log in to it in your browser first; otherwise ask your IT"
                " department whether something on the way blocks {host}.",
            )
        case NetworkProblem.CA_FILE_UNUSABLE:
            return translate(
                "Network",
                "The file with your company’s certificates can’t be used: {circumstance} Give"
                " another file when you start m3ter Desktop.",
            )
        case NetworkProblem.PROXY_NOT_FOUND:
            return translate(
                "Network",
                "This computer could not find the proxy {proxy}, which its settings name. You may"
                " have to connect to your company’s network or VPN first; otherwise ask your IT"
                " department about the proxy settings.",
            )
        case NetworkProblem.PROXY_NO_CONNECTION:
            return translate(
                "Network",
                "The proxy {proxy}, which this computer’s settings name, does not answer. You may"
                " have to connect to your company’s network or VPN first; otherwise ask your IT"
                " department.",
            )
        case NetworkProblem.PROXY_REFUSED:
            return translate(
                "Network",
                "The proxy {proxy} did not let m3ter Desktop through. {circumstance} Ask your IT"
                " department to allow the addresses of {service}, and those in your connection"
                " profile.",
            )
        case NetworkProblem.PROXY_WANTS_SIGN_IN:
            return translate(
                "Network",
                "The proxy {proxy} requires a kind of sign-in that m3ter Desktop does not support."
                " Only a user name and password from the system’s proxy settings (Basic) are"
                " supported, not Negotiate, NTLM, Kerberos or Digest. Ask your IT department to"
                " let the addresses of {service} through without a sign-in.",
            )
        case NetworkProblem.PROXY_UNSUPPORTED:
            return translate(
                "Network",
                "This computer’s settings name a proxy that m3ter Desktop can’t use."
                " {circumstance} Only HTTP proxies are supported, not SOCKS or others. Ask your IT"
                " department for an HTTP proxy.",
            )
        case NetworkProblem.SECRET_NOT_SENDABLE:
            return translate(
                "Network",
                "The secret contains characters that a secret can’t have, such as spaces or line"
                " breaks, so nothing was sent. Copy the secret again from its source, and enter it"
                " again.",
            )
        case NetworkProblem.NOT_A_STAND_IN_KEY:
            return translate(
                "Network",
                "The secret could be one of {service}’s, and the profile leads to a stand-in for"
                " {service}, so nothing was sent. Ask whoever runs the stand-in for its made-up"
                " key, and enter that.",
            )
        case NetworkProblem.NO_ACCESS_TOKEN:
            return translate(
                "Network",
                "The account can’t be read: the token exchange endpoint returned no access token"
                " for it. Ask whoever runs that endpoint.",
            )
        case NetworkProblem.READ_TIMEOUT:
            return translate(
                "Network", "{host} did not answer in time. Try again in a few minutes."
            )
        case NetworkProblem.CONNECTION_BROKEN:
            return translate(
                "Network",
                "The connection to {host} was interrupted before the answer arrived. Check that"
                " you are online, and try again.",
            )
        case NetworkProblem.ANSWER_TOO_LONG:
            return translate(
                "Network",
                "The answer from {host} was too long or too slow to be {service}’s. Try again; if"
                " it happens again, ask your IT department which server answers in its place.",
            )
        case NetworkProblem.REDIRECT | NetworkProblem.NOT_JSON:
            return translate(
                "Network",
                "The answer did not come from {service}: another server on the network answered in"
                " its place. If you are on a guest network, log in to it in your browser first;"
                " otherwise copy the details for your IT department.",
            )
        case NetworkProblem.UNEXPECTED_ANSWER:
            return translate(
                "Network",
                "The answer did not contain the expected data. Try again; if it happens again,"
                " copy the details for the support team.",
            )
