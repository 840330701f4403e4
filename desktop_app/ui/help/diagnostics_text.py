"""The diagnostics as a text for a support team. It is in English in every language."""

from collections.abc import Iterator

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QProxyStyle

from desktop_app.core.profile import HostUse, Profile
from desktop_app.workflow.support import Diagnostics

_USES = {
    HostUse.STRIPE: "approvals at Stripe",
    HostUse.STRIPE_API: "Stripe’s API",
    HostUse.STAND_IN: "a stand-in for Stripe",
    HostUse.EXCHANGE: "the token exchange endpoint",
    HostUse.RETURN_PAGE: "the return page, for the browser",
    HostUse.M3TER_STAND_IN: "a stand-in for m3ter",
}


def diagnostics_text(found: Diagnostics, profile: Profile | None) -> str:
    """Return all facts, each on a line of its own; `profile` is that of the workspace shown."""
    return "\n".join(_lines(found, profile))


def _lines(found: Diagnostics, profile: Profile | None) -> Iterator[str]:
    yield "Diagnostics of m3ter Desktop"
    for name, version in found.versions:
        yield f"{name}: {version}"
    yield f"Platform: {found.platform}"
    yield f"Window system: {QGuiApplication.platformName()}"
    yield f"Style: {_style_name()}"
    scales = (f"{screen.devicePixelRatio():g}" for screen in QGuiApplication.screens())
    yield f"Scale of each screen: {', '.join(scales)}"
    yield f"Font: {QGuiApplication.font().family()}, {QGuiApplication.font().pointSizeF():g} pt"
    yield f"Language: {QLocale().bcp47Name()}"
    yield f"Keychain: {found.keychain}"
    yield ""
    if profile is None:
        yield "Hosts to allow: none, since Practice stays on this computer"
    else:
        yield "Hosts to allow:"
        yield from (f"  {host.name} ({_USES[host.use]})" for host in profile.hosts)
    yield ""
    yield "End of the log:"
    yield found.log


def _style_name() -> str:
    """Return the name of the style; a style that changes another one has the name of that one."""
    style = QApplication.style()
    return (style.baseStyle() if isinstance(style, QProxyStyle) else style).name()
