"""The sidebar: the switch of workspaces, the navigation, and the button for help."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.navigation import Navigation
from desktop_app.ui.texts import workspace_texts
from desktop_app.ui.widgets.rows_model import plain_tip

_ICON = 18
_NARROW = 56


class WorkspaceSwitch(QPushButton):
    """Shows the name of the workspace, and opens the menu that shows another one."""

    def __init__(self, name: str, menu: QMenu) -> None:
        super().__init__()
        self._is_narrow = False
        self.setMenu(menu)
        self.setAccessibleName(self.tr("Switch workspace"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_name(name)

    def show_name(self, name: str) -> None:
        """Show the name of the workspace."""
        self._name = name
        self.setAccessibleDescription(name)
        self.setToolTip(plain_tip(name))
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the initials of the name alone, or all of it."""
        self._is_narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + theme.M + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style = self.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelButtonCommand, option, painter, self)
        colors = theme.colors(self.palette())
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        if self._is_narrow:
            self._draw_narrow(painter)
            return
        area = self.rect().adjusted(theme.S + 2, 0, -theme.S, 0)
        self._draw_icon(painter, QRect(area.left(), 0, _ICON, self.height()), "workspace")
        arrow = QRect(area.right() - _ICON + 4, 0, _ICON - 4, self.height())
        self._draw_icon(painter, arrow, "down", by_accent=False)
        area.setLeft(area.left() + _ICON + theme.S)
        area.setRight(arrow.left() - theme.XS)
        painter.setPen(colors.text)
        words = painter.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(
            style.visualRect(self.layoutDirection(), self.rect(), area),
            Qt.AlignmentFlag.AlignVCenter
            | QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft),
            words,
        )

    def _draw_narrow(self, painter: QPainter) -> None:
        initials = workspace_texts.initials(self._name)
        if not initials:
            icon = QRect((self.width() - _ICON) // 2, 0, _ICON, self.height())
            self._draw_icon(painter, icon, "workspace")
            return
        painter.setPen(theme.colors(self.palette()).accent)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, initials)

    def _draw_icon(
        self, painter: QPainter, area: QRect, name: str, *, by_accent: bool = True
    ) -> None:
        colors = theme.colors(self.palette())
        place = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), area))
        square = QRectF(0, 0, area.width(), area.width())
        square.moveCenter(place.center())
        icons.paint_icon(painter, square, name, colors.accent if by_accent else colors.secondary)


class HelpButton(QPushButton):
    """Opens the Help menu. It looks like an entry of the navigation above it."""

    def __init__(self, text: str, menu: QMenu) -> None:
        super().__init__(text)
        self._is_narrow = False
        self.setFlat(True)
        self.setMenu(menu)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone, with the words as the tool tip, or the icon and the words."""
        self._is_narrow = narrow
        self.setToolTip(self.text() if narrow else "")
        self.update()

    def width_of_words(self) -> int:
        """Return the width that the icon and the words need."""
        return self.fontMetrics().horizontalAdvance(self.text()) + _ICON + 3 * theme.M

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + theme.L)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        direction = self.layoutDirection()
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mix(colors.sidebar, colors.text, 0.05))
            painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        left = (self.width() - _ICON) // 2 if self._is_narrow else theme.M
        icon = QRect(left, (self.height() - _ICON) // 2, _ICON, _ICON)
        place = QRectF(QStyle.visualRect(direction, self.rect(), icon))
        icons.paint_icon(painter, place, "help", colors.secondary)
        if not self._is_narrow:
            words = self.rect().adjusted(theme.M + _ICON + theme.M, 0, 0, 0)
            painter.setPen(colors.text)
            painter.drawText(
                QStyle.visualRect(direction, self.rect(), words),
                Qt.AlignmentFlag.AlignVCenter
                | QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft),
                self.text(),
            )


class Sidebar(QWidget):
    """Holds the switch, the navigation and the button for help, on a tint of its own."""

    def __init__(
        self, switch: WorkspaceSwitch, navigation: Navigation, help_button: HelpButton
    ) -> None:
        super().__init__()
        self._switch = switch
        self._navigation = navigation
        self._help = help_button
        self._is_narrow = False
        column = QVBoxLayout(self)
        # One pixel at the right is the line between the sidebar and the page.
        column.setContentsMargins(theme.M, theme.M, theme.M + 1, theme.M)
        column.setSpacing(theme.M)
        column.addWidget(switch)
        column.addWidget(navigation, 1)
        column.addWidget(help_button)
        self._set_width()

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone where the window is narrow, or icons and words."""
        if narrow is not self._is_narrow:
            self._is_narrow = narrow
            self._switch.set_narrow(narrow)
            self._navigation.set_narrow(narrow)
            self._help.set_narrow(narrow)
            self._set_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._set_width()

    def _set_width(self) -> None:
        longest = max(self._navigation.width_of_words(), self._help.width_of_words())
        words = longest + 2 * theme.M + 1
        self.setFixedWidth(_NARROW + 1 if self._is_narrow else max(words, 208))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.colors(self.palette())
        painter.fillRect(self.rect(), colors.sidebar)
        line = QRect(self.width() - 1, 0, 1, self.height())
        painter.fillRect(
            QStyle.visualRect(self.layoutDirection(), self.rect(), line), colors.hairline
        )
