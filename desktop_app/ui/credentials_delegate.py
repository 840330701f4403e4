"""Draws a credential's cells: two lines where there is a second fact, status as shape and word."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.core.credential import Credential, Status
from desktop_app.ui import icons, texts, theme
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.parts.lists import CELL_MARGIN, draw_focus_bar
from desktop_app.ui.theme import TextStyle, Tone

# WCAG 2.2, 1.4.11: of a shape that carries meaning.
_LEAST_CONTRAST = 3
_Index = QModelIndex | QPersistentModelIndex


class CredentialDelegate(QStyledItemDelegate):
    """One delegate for all columns; follows the style's metrics and the palette."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        self.initStyleOption(option, index)
        lines = (str(index.data()), str(index.data(Role.SECOND_LINE)))
        width = max(map(option.fontMetrics.horizontalAdvance, lines)) + 2 * CELL_MARGIN
        if index.column() == Column.STATUS:
            width += theme.XL
        return QSize(width, option.fontMetrics.height() * 2 + theme.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        # The row is what is selected, so the whole row is what shows the focus.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        view = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
        credential = index.data(Role.CREDENTIAL)
        if not isinstance(credential, Credential):
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        palette = option.palette
        if option.state & QStyle.StateFlag.State_Active:
            group = QPalette.ColorGroup.Active
        else:
            group = QPalette.ColorGroup.Inactive
        text = palette.color(
            group, QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        )
        quiet = text if selected else theme.secondary_text(palette, QPalette.ColorRole.Base)
        if index.column() == Column.NAME:
            draw_focus_bar(painter, option)
        area = option.rect.adjusted(CELL_MARGIN, 0, -theme.S, 0)
        painter.save()
        urgent = bool(index.data(Role.URGENT))
        if index.column() == Column.STATUS:
            tone = Tone.PROBLEM if urgent else texts.status_tone(credential.status)
            icon = "warning" if urgent else STATUS_ICONS[credential.status]
            color = theme.tone_color(tone, palette)
            behind = palette.color(group, QPalette.ColorRole.Highlight)
            if selected and theme.contrast(color, behind) < _LEAST_CONTRAST:
                color = text
            side = theme.L
            mark = QRectF(area.left(), area.center().y() - side / 2 + 0.5, side, side)
            icons.paint_icon(painter, mark, icon, color)
            quiet = color if urgent else quiet
            area.setLeft(area.left() + side + theme.S)
        font = theme.tabular(option.font)
        if index.column() == Column.NAME:
            font.setWeight(font.Weight.DemiBold)
        first, second = str(index.data()), str(index.data(Role.SECOND_LINE))
        height = option.fontMetrics.height()
        painter.setFont(font)
        painter.setPen(text)
        if second:
            upper = QRect(area.left(), area.center().y() - height, area.width(), height)
            lower = QRect(area.left(), upper.bottom() + 1, area.width(), height)
            _draw_line(painter, upper, first)
            painter.setPen(quiet)
            lower_font = theme.text_font(TextStyle.SECONDARY, theme.tabular(option.font))
            if urgent:
                lower_font.setWeight(lower_font.Weight.DemiBold)
            painter.setFont(lower_font)
            _draw_line(painter, lower, second)
        else:
            _draw_line(painter, area, first)
        painter.restore()


STATUS_ICONS = {
    Status.ACTIVE: "success",
    Status.INCOMPLETE: "clock",
    Status.REVOKING: "clock",
    Status.READY_TO_CREATE: "info",
    Status.NEEDS_APPROVAL: "warning",
}


def _draw_line(painter: QPainter, area: QRect, text: str) -> None:
    line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
