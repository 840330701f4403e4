"""The Integrations page."""

from PySide6.QtWidgets import QWidget

from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.ui.integrations_page import IntegrationsPage
from tests.window_harness import WindowHarness


def integrations(gui: WindowHarness) -> QWidget:
    return gui.window


def integrations_with_credentials(gui: WindowHarness) -> QWidget:
    """The card of Stripe says how many credentials there are."""
    gui.some_credentials()
    return gui.window


def guide_not_opened(gui: WindowHarness) -> QWidget:
    page = gui.window.findChild(IntegrationsPage)
    assert page is not None
    page.show_guide_address(INTEGRATIONS[4])
    return gui.window
