"""The Integrations page: the list of systems."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.integrations import Integration
from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.style import is_by_keyboard
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import CopyAddress
from desktop_app.ui.widgets.header import PageHeader
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.rows_model import NO_PARENT, Index


class IntegrationRole(IntEnum):
    """What the items of the list hold beside their name."""

    INTEGRATION = Qt.ItemDataRole.UserRole


class IntegrationsModel(QAbstractListModel):
    """The systems, in the order of the catalogue: first those that are managed here."""

    def __init__(self, integrations: tuple[Integration, ...]) -> None:
        super().__init__()
        self._integrations = integrations
        self._summary = ""
        self.needs_attention = False

    def show_summary(self, summary: str, *, needs_attention: bool) -> None:
        """Show what is there in the systems that are managed here; empty for nothing."""
        self._summary = without_isolates(summary)
        self.needs_attention = needs_attention
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._integrations)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        integration = self._integrations[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return integration.name
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                where = self.summary() if integration.available else self.section()
                return f"{where}. {self.action(integration)}"
            case IntegrationRole.INTEGRATION:
                return integration
        return None

    def summary(self) -> str:
        """Return what is there in a system that is managed here."""
        return self._summary or self.tr("No credentials yet: create the first in two minutes")

    def section(self) -> str:
        """Return the heading above the systems that are managed elsewhere."""
        return self.tr("Set up in the m3ter Console")

    def action(self, integration: Integration) -> str:
        """Return the label of what choosing a system does."""
        return self.tr("Open") if integration.available else self.tr("Open guide")

    def begins_section(self, index: Index) -> bool:
        """Return whether the system is the first one that is managed elsewhere."""
        row = index.row()
        return not self._integrations[row].available and (
            row == 0 or self._integrations[row - 1].available
        )


class _SystemDelegate(QStyledItemDelegate):
    """Draws a system that is managed here as a card, and the others as lines with a link."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = option.fontMetrics.height()
        model, integration = _parts(index)
        if integration.available:
            return QSize(0, 2 * line + 2 * theme.L + theme.XS)
        heading = self._heading_height(option) if model.begins_section(index) else 0
        return QSize(0, line + theme.XL + heading)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        model, integration = _parts(index)
        if integration.available:
            self._paint_card(painter, option, model, integration)
        else:
            self._paint_line(painter, option, index)
        painter.restore()

    def opens(self, option: QStyleOptionViewItem, index: Index, where: QPoint) -> bool:
        """Return whether a click at this point opens the system: on a card, or on a link."""
        model, integration = _parts(index)
        if integration.available:
            return option.rect.contains(where)
        link = self._link(option, self._line(option, index), model.action(integration))
        return QStyle.visualRect(option.direction, option.rect, link).contains(where)

    # -- a system that is managed here --------------------------------------------------------

    def _paint_card(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        model: IntegrationsModel,
        integration: Integration,
    ) -> None:
        colors = theme.colors(QGuiApplication.palette())
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = self._shows_focus(option)
        painter.setPen(QPen(colors.accent, 2) if focused else QPen(colors.hairline, 1))
        painter.setBrush(theme.mix(colors.surface, colors.accent_tint, 0.5 if over else 0))
        half = 1.0 if focused else 0.5
        card = QRectF(option.rect).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(card, theme.CARD_RADIUS, theme.CARD_RADIUS)
        area = option.rect.adjusted(theme.L, 0, -theme.L, 0)
        tile = QRect(area.left(), area.center().y() - 20, 40, 40)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent_tint)
        tile_in_sight = QRectF(self._visual(option, tile))
        painter.drawRoundedRect(tile_in_sight, theme.CARD_RADIUS, theme.CARD_RADIUS)
        icons.paint_icon(painter, tile_in_sight.adjusted(8, 8, -8, -8), "stripe", colors.accent)
        link = self._link(option, area, model.action(integration))
        self._paint_link(painter, option, link, model.action(integration), "chevron")
        words = area.adjusted(40 + theme.L, 0, link.left() - area.right() - theme.M, 0)
        height = option.fontMetrics.height()
        first = QRect(words.left(), area.center().y() - height - 1, words.width(), height)
        strong = theme.text_font(TextStyle.SECTION, option.font)
        self._paint_words(painter, option, first, integration.name, strong, colors.text)
        tone = colors.warning if model.needs_attention else colors.secondary
        secondary = theme.text_font(TextStyle.SECONDARY, option.font)
        second = first.translated(0, height + 3)
        self._paint_words(painter, option, second, model.summary(), secondary, tone)

    # -- a system that is managed elsewhere ---------------------------------------------------

    def _paint_line(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = theme.colors(QGuiApplication.palette())
        model, integration = _parts(index)
        area = self._line(option, index)
        if model.begins_section(index):
            heading = option.rect.adjusted(0, theme.XL, 0, 0)
            heading.setBottom(area.top() - theme.S)
            font = theme.text_font(TextStyle.SECTION, option.font)
            self._paint_words(painter, option, heading, model.section(), font, colors.text)
        if self._shows_focus(option):
            painter.setPen(QPen(colors.accent, 2))
            painter.setBrush(colors.accent_tint)
            painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        else:
            line = QRect(area.left(), area.bottom(), area.width(), 1)
            painter.fillRect(line, colors.hairline)
        inner = area.adjusted(theme.M, 0, -theme.M, 0)
        icon = QRect(inner.left(), inner.center().y() - 9, 18, 18)
        icons.paint_icon(painter, QRectF(self._visual(option, icon)), "system", colors.secondary)
        action = model.action(integration)
        link = self._link(option, area, action)
        self._paint_link(painter, option, link, action, "external")
        words = inner.adjusted(18 + theme.M, 0, 0, 0)
        words.setRight(link.left() - theme.M)
        self._paint_words(painter, option, words, integration.name, option.font, colors.text)

    def _line(self, option: QStyleOptionViewItem, index: Index) -> QRect:
        model, _ = _parts(index)
        heading = self._heading_height(option) if model.begins_section(index) else 0
        return QRect(option.rect.adjusted(0, heading, 0, 0))

    def _heading_height(self, option: QStyleOptionViewItem) -> int:
        return option.fontMetrics.height() + theme.XL + theme.L

    # -- common -------------------------------------------------------------------------------

    def _shows_focus(self, option: QStyleOptionViewItem) -> bool:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        view = option.widget
        # Before a key is pressed, nobody has to find the focus.
        return selected and bool(view.hasFocus()) and is_by_keyboard(view)

    def _link(self, option: QStyleOptionViewItem, area: QRect, words: str) -> QRect:
        """Return where the link of a row is, with its icon, where words go from left to right."""
        width = option.fontMetrics.horizontalAdvance(words) + theme.M + theme.L
        right = area.right() - theme.M
        return QRect(right - width, area.top(), width, area.height())

    def _paint_link(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        words: str,
        icon: str,
    ) -> None:
        accent = theme.colors(QGuiApplication.palette()).accent
        mark = QRect(area.right() - theme.L, area.center().y() - theme.S, theme.L, theme.L)
        icons.paint_icon(painter, QRectF(self._visual(option, mark)), icon, accent)
        room = area.adjusted(0, 0, -theme.L - theme.S, 0)
        self._paint_words(painter, option, room, words, option.font, accent)

    def _paint_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        area: QRect,
        words: str,
        font: QFont,
        color: QColor,
    ) -> None:
        painter.setFont(font)
        painter.setPen(color)
        line = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(
            self._visual(option, area),
            Qt.AlignmentFlag.AlignVCenter
            | QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft),
            line,
        )

    def _visual(self, option: QStyleOptionViewItem, area: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, area)


def _parts(index: Index) -> tuple[IntegrationsModel, Integration]:
    model, integration = index.model(), index.data(IntegrationRole.INTEGRATION)
    if not isinstance(model, IntegrationsModel) or not isinstance(integration, Integration):
        raise TypeError("the list shows integrations")
    return model, integration


class _SystemList(QListView):
    """A list whose rows open by a click, Enter or Return. `opened` carries the `Integration`."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._delegate = _SystemDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        # The rows stand on the page, not on a surface of their own.
        palette = theme.application_palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._opens_at(event.position().toPoint()):
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and self._opens_at(where):
            self._open(self.indexAt(where))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)
        # The keyboard may be used only now, and then the focus has to be seen.
        self.viewport().update()

    def _opens_at(self, where: QPoint) -> bool:
        index = self.indexAt(where)
        if not index.isValid():
            return False
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        return self._delegate.opens(option, index, where)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(IntegrationRole.INTEGRATION))


class IntegrationsPage(QWidget):
    """The first page of the program. `opened` carries the `Integration` that was chosen."""

    opened = Signal(object)

    def __init__(self, integrations: tuple[Integration, ...]) -> None:
        super().__init__()
        self._list = _SystemList()
        self._list.setAccessibleName(self.tr("Integrations"))
        self._model = IntegrationsModel(integrations)
        self._list.setModel(self._model)
        self._list.setCurrentIndex(self._model.index(0, 0))
        self._list.opened.connect(self.opened)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(theme.S)
        self._panels: dict[str, InfoPanel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        column.setSpacing(theme.M)
        column.addWidget(
            PageHeader(
                self.tr("Integrations"),
                self.tr("Choose the system to which m3ter sends your bills."),
            )
        )
        column.addLayout(self._notices)
        column.addWidget(self._list, 1)
        self.setFocusProxy(self._list)

    def show_summary(self, summary: str, *, needs_attention: bool) -> None:
        """Show what there is on the Stripe page; empty for nothing."""
        self._model.show_summary(summary, needs_attention=needs_attention)

    def show_guide_address(self, integration: Integration) -> None:
        """Show a notice with the address of a guide that the browser did not open."""
        self.show_notice(
            Message(
                Tone.WARNING,
                self.tr("The browser could not be opened"),
                fill(
                    self.tr("The guide for {system} is at {address}"),
                    system=integration.name,
                    address=integration.guide_url,
                ),
                integration.guide_url,
            )
        )

    def show_notice(self, message: Message, *buttons: QPushButton) -> None:
        """Show a notice with these buttons above the list, until the person dismisses it."""
        notice = InfoPanel()
        notice.show_message(message.tone, message.title, message.text)
        for button in buttons:
            notice.buttons.addWidget(button)
        if message.address:
            notice.buttons.addWidget(CopyAddress(message.address))
        notice.make_dismissible()
        notice.dismissed.connect(lambda: self._dismiss(notice))
        if notice.title() in self._panels:
            self._dismiss(self._panels[notice.title()])
        self._panels[notice.title()] = notice
        self._notices.addWidget(notice)
        announce(self, notice.text())

    def _dismiss(self, notice: InfoPanel) -> None:
        del self._panels[notice.title()]
        self.setFocus()
        notice.hide()
        self._notices.removeWidget(notice)
        notice.deleteLater()
