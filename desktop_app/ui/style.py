"""The program's style on Linux: Qt's Fusion with flat fills, thin outlines and a focus ring.

Qt draws every part of every control through these methods, so each of them is as short as it can
be. What the style asks for most often (`pixelMetric`, `styleHint`, `subElementRect`) stays in C++.
"""

import os
from typing import ClassVar, cast
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPalette, QPen, QWindow
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QProxyStyle,
    QScrollBar,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QWidget,
)

from desktop_app.ui import theme

_FUSION = "fusion"
_Element = QStyle.PrimitiveElement
_State = QStyle.StateFlag
_RING = 2
# The thickness of the handle of a scroll bar, also while the mouse is over it, and the space at its
# ends.
_HANDLE, _HANDLE_IN_HAND, _HANDLE_END = 6, 8, 2
# The three ends of the mark in a check box whose sides are 1.
_CHECK = (QPointF(0.24, 0.54), QPointF(0.43, 0.72), QPointF(0.77, 0.3))


class ProgramStyle(QProxyStyle):
    """Draws buttons, fields, check boxes, frames and scroll bars; Fusion draws the rest."""

    def __init__(self) -> None:
        super().__init__(_FUSION)
        self._painters = {
            _Element.PE_PanelButtonCommand: _draw_button,
            _Element.PE_FrameFocusRect: _draw_focus,
            _Element.PE_PanelLineEdit: _draw_field,
            _Element.PE_IndicatorCheckBox: _draw_check_box,
            _Element.PE_IndicatorRadioButton: _draw_radio_button,
            _Element.PE_Frame: _draw_frame,
            _Element.PE_PanelMenu: _draw_menu,
            # The panel of a menu has its line.
            _Element.PE_FrameMenu: _draw_nothing,
            _Element.PE_PanelScrollAreaCorner: _draw_nothing,
        }

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = self._painters.get(element)
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(option, painter, widget)
        painter.restore()

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element is QStyle.ControlElement.CE_MenuItem and _is_separator(option):
            _draw_separator(option, painter)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control is QStyle.ComplexControl.CC_ComboBox:
            _draw_combo_box(option, painter, widget)
        elif isinstance(widget, QScrollBar) and isinstance(option, QStyleOptionSlider):
            slider = QStyle.SubControl.SC_ScrollBarSlider
            handle = self.subControlRect(control, option, slider, widget)
            _draw_scroll_bar(option, painter, widget, handle)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        beyond = QPoint()
        if control is QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            # Qt leaves room for an arrow at each end. Both are put beyond the ends.
            arrow = self.pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, option, widget)
            is_across = option.orientation is Qt.Orientation.Horizontal
            beyond = QPoint(arrow, 0) if is_across else QPoint(0, arrow)
            option = QStyleOptionSlider(option)
            option.rect = option.rect.adjusted(0, 0, 2 * beyond.x(), 2 * beyond.y())
        inside = super().subControlRect(control, option, part, cast("QWidget", widget))
        is_box = control is QStyle.ComplexControl.CC_ComboBox
        if is_box and part is QStyle.SubControl.SC_ComboBoxEditField:
            # The words begin where those of a field do.
            is_mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            return inside.adjusted(*((0, 0, -theme.XS, 0) if is_mirrored else (theme.XS, 0, 0, 0)))
        return inside.translated(-beyond)

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        result = super().sizeFromContents(kind, option, size, cast("QWidget", widget))
        if kind in (
            QStyle.ContentsType.CT_PushButton,
            QStyle.ContentsType.CT_LineEdit,
            QStyle.ContentsType.CT_ComboBox,
        ):
            # 32 pixels in a font of usual size.
            result.setHeight(max(result.height(), option.fontMetrics.height() + theme.M + 3))
        elif kind is QStyle.ContentsType.CT_MenuItem and result.height() > theme.S:
            # Not a separator. There is room between the words and the shortcut.
            result += QSize(theme.L, theme.XS + 2)
        if kind is QStyle.ContentsType.CT_ComboBox:
            result.setWidth(result.width() + theme.XS)
        if kind is QStyle.ContentsType.CT_PushButton:
            result.setWidth(max(result.width(), size.width() + 2 * theme.M + 2))
        return result


class FilledButtonStyle(ProgramStyle):
    """Draws a filled button where the application has another style.

    The styles of Windows and macOS do not use the palette for all that they draw (Qt, on
    `QWidget.setPalette`), and Fusion makes its colours lighter: white words might not be read. The
    height of the button stays that of its neighbours.
    """

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        own = super().sizeFromContents(kind, option, size, widget)
        style = QApplication.style()
        other = style.sizeFromContents(kind, option, size, cast("QWidget", widget))
        return QSize(max(own.width(), other.width()), other.height())

    @classmethod
    def of_application(cls) -> QStyle | None:
        """Return the one style for all filled buttons, None if the application's own draws them."""
        application = QApplication.instance()
        if application is None or isinstance(QApplication.style(), ProgramStyle):
            return None
        for child in application.children():
            if isinstance(child, cls):
                return child
        style = cls()
        style.setParent(application)
        return style


def _inner(rect: QRect, line: float) -> QRectF:
    """Return the rectangle on which a line of this width is drawn inside `rect`."""
    half = line / 2
    return QRectF(rect).adjusted(half, half, -half, -half)


def _stands_out(fill: QColor, colors: theme.Colors, widget: QWidget | None = None) -> bool:
    """Return whether a fill needs no outline.

    It needs one in some palettes, as of high contrast, and on the tints of a dark one.
    """
    backgrounds = [colors.window, colors.surface]
    around = None if widget is None else widget.parentWidget()
    if around is not None and around.property(theme.TINTED):
        backgrounds += (
            colors.accent_tint,
            colors.success_tint,
            colors.warning_tint,
            colors.danger_tint,
        )
    return all(theme.contrast(fill, behind) >= theme.OUTLINE_CONTRAST for behind in backgrounds)


def _draw_ring(painter: QPainter, rect: QRect, color: QColor, radius: float) -> None:
    painter.setPen(QPen(color, _RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_inner(rect, _RING), radius, radius)


def _draw_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    palette, colors = option.palette, theme.colors(option.palette)
    enabled = bool(option.state & _State.State_Enabled)
    down = bool(option.state & (_State.State_Sunken | _State.State_On))
    over = enabled and bool(option.state & _State.State_MouseOver)
    fill = palette.color(QPalette.ColorRole.Button)
    if isinstance(option, QStyleOptionButton):
        flat = bool(option.features & QStyleOptionButton.ButtonFeature.Flat)
        if flat and not (down or over):
            return
    filled = fill in (colors.accent_fill, colors.danger_fill)
    if filled and not enabled:
        fill, line = colors.hairline, colors.hairline
    elif filled:
        is_seen = _stands_out(fill, colors, widget)
        fill = fill.darker(118) if down else fill.darker(108) if over else fill
        line = fill if is_seen else colors.outline
    else:
        if down:
            fill = theme.mix(fill, colors.text, 0.12)
        elif over:
            fill = theme.mix(fill, colors.text, 0.05)
        line = colors.outline if enabled else colors.hairline
    painter.setPen(line)
    painter.setBrush(fill)
    painter.drawRoundedRect(_inner(option.rect, 1), theme.RADIUS, theme.RADIUS)
    if option.state & _State.State_HasFocus and _is_used_by_keyboard(option, widget):
        # Fusion shows the focus of a button by its outline, and draws no frame for it.
        _draw_ring(painter, option.rect, colors.accent, theme.RADIUS)
        if filled:
            gap = option.rect.adjusted(_RING, _RING, -_RING, -_RING)
            _draw_ring(painter, gap, colors.window, theme.XS)


def _draw_focus(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if not _is_used_by_keyboard(option, widget):
        return
    colors = theme.colors(QGuiApplication.palette())
    _draw_ring(painter, option.rect, colors.accent, theme.XS)


def _is_used_by_keyboard(option: QStyleOption, widget: QWidget | None) -> bool:
    if option.state & _State.State_KeyboardFocusChange:
        return True
    return widget is not None and is_by_keyboard(widget)


def is_by_keyboard(widget: QWidget) -> bool:
    """Return whether the person uses the keyboard, so that the focus has to be seen.

    After a click, the focus is where the person has just looked. Qt marks a window when the Tab key
    moves the focus in it, and unmarks it when the program does.
    """
    window: QWidget | None = widget.window()
    while window is not None and not InputWatch.is_keyboard:
        if window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            return True
        # A dialog that the keyboard has opened.
        opener = window.parentWidget()
        window = None if opener is None else opener.window()
    return InputWatch.is_keyboard


def _draw_field(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    colors = theme.colors(option.palette)
    enabled = bool(option.state & _State.State_Enabled)
    base = option.palette.color(QPalette.ColorRole.Base)
    if isinstance(option, QStyleOptionFrame) and option.lineWidth == 0:
        painter.fillRect(option.rect, base)
        return
    focused = bool(option.state & _State.State_HasFocus)
    width = _RING if focused else 1
    line = colors.accent if focused else colors.outline if enabled else colors.hairline
    if widget is not None and widget.property(theme.WRONG):
        line = colors.danger
    painter.setPen(QPen(line, width))
    painter.setBrush(base if enabled else colors.window)
    painter.drawRoundedRect(_inner(option.rect, width), theme.RADIUS, theme.RADIUS)


def _indicator(option: QStyleOption) -> tuple[QColor, QColor, QColor]:
    """Return the fill, the line and the mark of a check box or a radio button."""
    colors = theme.colors(QGuiApplication.palette())
    enabled = bool(option.state & _State.State_Enabled)
    on = bool(option.state & (_State.State_On | _State.State_NoChange))
    if not enabled:
        return colors.window, colors.hairline, colors.outline
    if on:
        fill = colors.accent_fill
        return fill, fill if _stands_out(fill, colors) else colors.outline, QColor("white")
    over = bool(option.state & _State.State_MouseOver)
    fill = theme.mix(colors.surface, colors.text, 0.06) if over else colors.surface
    return fill, colors.outline, QColor("white")


def _square(rect: QRect) -> QRectF:
    side = min(rect.width(), rect.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(QRectF(rect).center())
    return square.adjusted(0.5, 0.5, -0.5, -0.5)


def _draw_check_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    fill, line, mark = _indicator(option)
    box = _square(option.rect)
    painter.setPen(line)
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 3, 3)
    if option.state & _State.State_On:
        side = box.width()
        pen = QPen(mark, max(1.6, side / 8))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline([box.topLeft() + point * side for point in _CHECK])


def _draw_radio_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    fill, line, mark = _indicator(option)
    box = _square(option.rect)
    painter.setPen(line)
    painter.setBrush(fill)
    painter.drawEllipse(box)
    if option.state & _State.State_On:
        inset = box.width() * 0.31
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mark)
        painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


def _draw_nothing(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Leave as it is what has no look of its own."""


def _draw_menu(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    colors = theme.colors(option.palette)
    # Behind the corners of another menu, its own window would be seen.
    is_round = widget is not None and widget.testAttribute(
        Qt.WidgetAttribute.WA_TranslucentBackground
    )
    radius = theme.CARD_RADIUS if is_round else 0
    # On a dark surface, a hairline would not be seen.
    painter.setPen(colors.outline if theme.is_dark(option.palette) else colors.hairline)
    painter.setBrush(colors.surface)
    painter.drawRoundedRect(_inner(option.rect, 1), radius, radius)


def _is_separator(option: QStyleOption) -> bool:
    """Return whether a part of a menu is a separator."""
    separator = QStyleOptionMenuItem.MenuItemType.Separator
    return isinstance(option, QStyleOptionMenuItem) and option.menuItemType is separator


def _draw_separator(option: QStyleOption, painter: QPainter) -> None:
    # Between the lines at the sides of the menu.
    line = QRect(option.rect.left() + 1, option.rect.center().y(), option.rect.width() - 2, 1)
    painter.fillRect(line, theme.colors(option.palette).hairline)


def _draw_frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    painter.setPen(theme.colors(option.palette).hairline)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_inner(option.rect, 1), theme.XS, theme.XS)


def _draw_combo_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colors = theme.colors(option.palette)
    enabled = bool(option.state & _State.State_Enabled)
    over = enabled and bool(option.state & _State.State_MouseOver)
    focused = bool(option.state & _State.State_HasFocus) and _is_used_by_keyboard(option, widget)
    width = _RING if focused else 1
    line = colors.accent if focused else colors.outline if enabled else colors.hairline
    painter.setPen(QPen(line, width))
    painter.setBrush(theme.mix(colors.surface, colors.text, 0.05 if over else 0))
    painter.drawRoundedRect(_inner(option.rect, width), theme.RADIUS, theme.RADIUS)
    arrow = QRect(0, 0, 10, 5)
    arrow.moveCenter(option.rect.center())
    arrow.moveRight(option.rect.right() - theme.S - 1)
    arrow = QStyle.visualRect(option.direction, option.rect, arrow)
    painter.setPen(QPen(colors.secondary if enabled else colors.outline, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ends = (QPointF(arrow.topLeft()), QPointF(arrow.center().x(), arrow.bottom() + 1))
    painter.drawPolyline([*ends, QPointF(arrow.topRight())])
    painter.restore()


def _role_behind(bar: QWidget | None) -> QPalette.ColorRole:
    """Return the role of what a scroll bar scrolls, whose colour the bar stands on."""
    box = None if bar is None else bar.parentWidget()
    area = None if box is None else box.parentWidget()
    if isinstance(area, QAbstractScrollArea):
        return area.viewport().backgroundRole()
    return QPalette.ColorRole.Base


def _draw_scroll_bar(
    option: QStyleOptionSlider, painter: QPainter, widget: QWidget, handle: QRect
) -> None:
    colors = theme.colors(option.palette)
    if widget.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
        painter.fillRect(option.rect, option.palette.color(_role_behind(widget)))
    if option.minimum == option.maximum:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    # A person can grab more than is drawn: all of the bar's width.
    in_hand = bool(option.state & (_State.State_MouseOver | _State.State_Sunken))
    painter.setBrush(colors.secondary if in_hand else colors.outline)
    thick = _HANDLE_IN_HAND if in_hand else _HANDLE
    bar = QRectF(handle)
    if option.orientation is Qt.Orientation.Horizontal:
        beside = (bar.height() - thick) / 2
        bar.adjust(_HANDLE_END, beside, -_HANDLE_END, -beside)
    else:
        beside = (bar.width() - thick) / 2
        bar.adjust(beside, _HANDLE_END, -beside, -_HANDLE_END)
    radius = thick / 2
    painter.drawRoundedRect(bar, radius, radius)
    painter.restore()


class InputWatch(QObject):
    """Knows whether the person has used the keyboard last, or the mouse.

    It watches the windows of the application, which get few events: not their widgets.
    """

    is_keyboard: ClassVar[bool] = False

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._watched = WeakSet[QWindow]()
        application.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            self._watched.add(window)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            by_keyboard = kind is QEvent.Type.KeyPress
            if by_keyboard is not InputWatch.is_keyboard:
                InputWatch.is_keyboard = by_keyboard
                focused = QApplication.focusWidget()
                if focused is not None:
                    focused.update()
        return False


class Look(QObject):
    """Gives the application the program's style and palette, and follows the system's scheme.

    The style and the palette stay where the platform has a style of its own, or where the person
    has chosen one (`QT_STYLE_OVERRIDE`). Where the system asks for high contrast, the colours are
    the system's.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._input = InputWatch(application)
        self._chosen = Qt.ColorScheme.Unknown
        self._is_own = False
        self._system_is_dark = theme.is_dark(application.palette())
        if application.style().name() != _FUSION or "QT_STYLE_OVERRIDE" in os.environ:
            return
        self._is_own = True
        application.setStyle(ProgramStyle())
        self._apply()
        # The variables keep the hints alive: PySide deletes the accessibility hints with them.
        self._hints = application.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._apply)
        self._accessibility.contrastPreferenceChanged.connect(self._apply)

    def show_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Use the colours that the person has chosen; `Unknown` follows the system again.

        The platform is told, too: it draws file dialogs and the frames of windows. Not every
        platform on Linux has a scheme to change, so the palette does not wait for it.
        """
        if scheme is self._chosen:
            return
        self._chosen = scheme
        self._application.styleHints().setColorScheme(scheme)
        if self._is_own:
            self._apply()

    def _apply(self) -> None:
        hints = self._application.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            self._application.setPalette(QPalette())
            return
        scheme = self._chosen
        if scheme is Qt.ColorScheme.Unknown:
            scheme = hints.colorScheme()
        dark = scheme is Qt.ColorScheme.Dark
        if scheme is Qt.ColorScheme.Unknown:
            dark = self._system_is_dark
        self._application.setPalette(theme.palette_of(theme.DARK if dark else theme.LIGHT))
