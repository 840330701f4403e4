"""Buttons: primary ones, those that destroy, those of a `QAction`, links, and crosses; menus."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QBitmap,
    QColor,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionFocusRect,
    QStyleOptionMenuItem,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.style import FilledButtonStyle, ProgramStyle, is_by_keyboard
from desktop_app.ui.theme import Recoloring

translate = QCoreApplication.translate

LOG_FOLDER = "log folder"
"""The data of the menu's action that opens the data folder, which has the log."""


class PrimaryButton(QPushButton):
    """The one filled button of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._recoloring = Recoloring(lambda: paint_primary(self))
        make_strong(self)
        paint_primary(self)

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)


class DangerButton(QPushButton):
    """A button that destroys something, in red: filled where it confirms, else only its words."""

    def __init__(self, text: str, *, filled: bool = False) -> None:
        super().__init__(text)
        self._filled = filled
        self._recoloring = Recoloring(self._paint)
        if filled:
            make_strong(self)
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)

    def _paint(self) -> None:
        paint_danger(self, filled=self._filled)


def set_shown(widget: QWidget, *, shown: bool) -> None:
    """Show or hide a widget. One that has no parent yet is not shown: it would be a window."""
    if widget.parentWidget() is not None or not shown:
        widget.setVisible(shown)


def trigger_in_menu(widget: QWidget, data: str) -> None:
    """Trigger the action with this data in the menu of the main window around a widget."""
    window = widget
    while (around := window.parentWidget()) is not None:
        window = around
    for action in window.findChildren(QAction):
        if action.data() == data:
            action.trigger()


def without_mnemonic(text: str) -> str:
    """Return the text of an action or a button without the mark of its mnemonic."""
    return text.replace("&", "")


def keep_room_for(button: QPushButton, words: str) -> None:
    """Keep room for other words of a button, so that what is beside it does not move with them."""
    shown = button.text()
    button.setText(words)
    button.setMinimumWidth(max(button.minimumWidth(), button.sizeHint().width()))
    button.setText(shown)


def make_strong(widget: QWidget) -> None:
    """Write the words of a button or a label in demi-bold."""
    font = widget.font()
    font.setWeight(font.Weight.DemiBold)
    widget.setFont(font)


def paint_primary(button: QPushButton) -> None:
    """Fill a button with the accent, except while it is disabled."""
    _fill(button, theme.colors(theme.application_palette()).accent_fill, QColor("white"))


def paint_danger(button: QPushButton, *, filled: bool) -> None:
    """Fill a button with red, or write its words in red."""
    colors = theme.colors(theme.application_palette())
    if filled:
        _fill(button, colors.danger_fill, QColor("white"))
    else:
        _paint(button, theme.application_palette().color(QPalette.ColorRole.Button), colors.danger)


def _fill(button: QPushButton, fill: QColor, words: QColor) -> None:
    style = FilledButtonStyle.of_application()
    if style is not None and button.style() is not style:
        button.setStyle(style)
    _paint(button, fill, words)


def _paint(button: QPushButton, fill: QColor, words: QColor) -> None:
    palette = theme.application_palette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        palette.setColor(group, QPalette.ColorRole.Button, fill)
        palette.setColor(group, QPalette.ColorRole.ButtonText, words)
    disabled = QPalette.ColorGroup.Disabled
    # The style tells a filled button by its colour.
    palette.setColor(disabled, QPalette.ColorRole.Button, fill)
    secondary = theme.colors(palette).secondary
    palette.setColor(disabled, QPalette.ColorRole.ButtonText, secondary)
    button.setPalette(palette)


class Menu(QMenu):
    """A menu with round corners, if the program's style draws it.

    An action whose property `theme.DESTROYS` is set is written in red.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        if isinstance(QApplication.style(), ProgramStyle):
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
            # A marked entry stays out of the corners.
            self.setContentsMargins(0, theme.XS, 0, theme.XS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut off the corners on X11: without a compositing manager, they would be black."""
        super().resizeEvent(event)
        is_round = self.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        if is_round and QGuiApplication.platformName() == "xcb":
            self.setMask(_rounded(self.rect()))

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        super().initStyleOption(option, action)
        if action.property(theme.DESTROYS) and action.isEnabled():
            colors = theme.colors(option.palette)
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
                option.palette.setColor(role, colors.danger)
            option.palette.setColor(QPalette.ColorRole.Highlight, colors.danger_fill)


def _rounded(area: QRect) -> QRegion:
    """Return the pixels of an area with round corners, also those that the corners only touch."""
    picture = QImage(area.size(), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawRoundedRect(QRectF(area), theme.CARD_RADIUS, theme.CARD_RADIUS)
    return QRegion(QBitmap.fromImage(picture.createAlphaMask()))


class ActionButton(QPushButton):
    """A button that shows the text of a `QAction` and triggers it; hidden if the action is.

    It has no mnemonic: those of the action are for menus. `danger` writes its words in red. Where
    something else offers the action, the button can be left out (`offer`).
    """

    def __init__(self, action: QAction, *, danger: bool = False) -> None:
        super().__init__()
        self._recoloring = Recoloring(self._paint) if danger else None
        self._action = action
        self._is_offered = True
        if danger:
            self._paint()
        self.setAutoDefault(False)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._show_action)
        self._show_action()

    def changeEvent(self, event: QEvent) -> None:
        if self._recoloring is not None:
            self._recoloring.handle(event)
        super().changeEvent(event)

    def _paint(self) -> None:
        paint_danger(self, filled=False)

    def offer(self, *, offered: bool) -> None:
        """Show the button while its action is visible, or leave it out."""
        self._is_offered = offered
        self._show_action()

    def _show_action(self) -> None:
        text = without_mnemonic(self._action.text())
        self.setText(text)
        self.setEnabled(self._action.isEnabled())
        set_shown(self, shown=self._is_offered and self._action.isVisible())
        shortcut = self._action.shortcut().toString(
            self._action.shortcut().SequenceFormat.NativeText
        )
        self.setToolTip(f"{text} ({shortcut})" if shortcut else "")


class CopyButton(QPushButton):
    """Puts `copied` on the clipboard. The label becomes `done` then, and `said` is announced."""

    def __init__(self, copied: str, label: str, done: str, said: str) -> None:
        super().__init__(label)
        self.setAutoDefault(False)
        self._copied = copied
        self._done = done
        self._said = said
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)
        self.setText(self._done)
        announce(self, self._said)


class CopyAddress(CopyButton):
    """Puts the address of a page of the web on the clipboard."""

    def __init__(self, address: str) -> None:
        super().__init__(
            address,
            translate("CopyAddress", "Copy address"),
            translate("CopyAddress", "Address copied"),
            translate("CopyAddress", "The address was copied."),
        )


class CopyPath(CopyButton):
    """Puts the path of a file or a folder on the clipboard."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            str(path),
            translate("CopyPath", "Copy path"),
            translate("CopyPath", "Path copied"),
            translate("CopyPath", "The path was copied."),
        )


class LinkButton(QPushButton):
    """A button that looks like a link. Assistive technology can press a button, but no label.

    `icon` is drawn after the words.
    """

    def __init__(self, text: str, icon: str = "") -> None:
        super().__init__(text)
        self._icon = icon
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # Nothing is beside the words, so that they begin where those above and below do.
        words = self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())
        return words + QSize(self._room_for_icon(), theme.XS)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.colors(self.palette())
        color = colors.accent if self.isEnabled() else colors.secondary
        if self.hasFocus() and is_by_keyboard(self):
            # A ring would need room beside the words.
            painter.fillRect(self.rect(), colors.accent_tint)
            painter.fillRect(self.rect().adjusted(0, self.height() - 2, 0, 0), colors.accent)
        painter.setPen(color)
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        words = self.rect().adjusted(0, 0, -self._room_for_icon(), 0)
        painter.drawText(self._visual(words), Qt.AlignmentFlag.AlignCenter, self.text())
        if self._icon:
            side = theme.L
            icon = QRect(self.width() - side, (self.height() - side) // 2, side, side)
            icons.paint_icon(painter, QRectF(self._visual(icon)), self._icon, color)

    def _room_for_icon(self) -> int:
        return theme.S + theme.L if self._icon else 0

    def _visual(self, area: QRect) -> QRect:
        """Return where an area is that is given for words from left to right."""
        return QStyle.visualRect(self.layoutDirection(), self.rect(), area)


class IconButton(QPushButton):
    """A small button with an icon alone. `name` is its accessible name and its tool tip."""

    def __init__(self, icon: str, name: str) -> None:
        super().__init__()
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFlat(True)
        self.setAutoDefault(False)
        # WCAG 2.2, 2.5.8: a target is at least 24 pixels wide and high.
        self.setFixedSize(theme.XL, theme.XL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        over = self.underMouse() or self.isDown()
        if over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.translucent(colors.text, 0.2 if self.isDown() else 0.1))
            painter.drawRoundedRect(self.rect(), theme.XS, theme.XS)
        place = QRectF(self.rect()).adjusted(theme.XS, theme.XS, -theme.XS, -theme.XS)
        icons.paint_icon(painter, place, self._icon, colors.text if over else colors.secondary)
        _draw_focus(painter, self)


def _draw_focus(painter: QPainter, button: QPushButton) -> None:
    if button.hasFocus():
        option = QStyleOptionFocusRect()
        option.initFrom(button)
        button.style().drawPrimitive(
            QStyle.PrimitiveElement.PE_FrameFocusRect, option, painter, button
        )
