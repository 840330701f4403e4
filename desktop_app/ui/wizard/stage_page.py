"""What the pages of all stages have: the stepper at the top, and content that can be scrolled."""

from PySide6.QtWidgets import QVBoxLayout, QWidget, QWizardPage

from desktop_app.ui import theme
from desktop_app.ui.widgets.scrolling import GrowingArea
from desktop_app.ui.wizard.stepper import Stepper


def fill_stage(page: QWizardPage, stepper: Stepper, content: QWidget) -> GrowingArea:
    """Fill `page` with the stepper and the content, and return the area that scrolls the content.

    The wizard keeps the distance to the edges of the window.
    """
    layout = content.layout()
    if layout is not None:
        layout.setContentsMargins(0, 0, 0, theme.XS)
    area = GrowingArea(content)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.M)
    column.addWidget(stepper)
    column.addWidget(area, 1)
    return area


def set_stage_compact(page: QWizardPage, compact: bool) -> None:
    """Have the content of `page` follow the stepper closely, or at the usual distance."""
    column = page.layout()
    if column is not None:
        column.setSpacing(theme.S if compact else theme.M)
