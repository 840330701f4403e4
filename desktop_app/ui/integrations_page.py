"""The Integrations page: the list of systems."""

from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.integrations import Integration
from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.header import PageHeader
from desktop_app.ui.widgets.lists import CalmSelection, draw_focus_bar
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.rows_model import NO_PARENT, Index

_ROW_HEIGHT = 52


class IntegrationRole(IntEnum):
    """What the items of the list hold beside their name."""

    INTEGRATION = Qt.ItemDataRole.UserRole


class IntegrationsModel(QAbstractListModel):
    """The systems, in the order of the catalogue."""

    def __init__(self, integrations: tuple[Integration, ...]) -> None:
        super().__init__()
        self._integrations = integrations
        self.attention = ""

    def show_attention(self, attention: str) -> None:
        """Show what needs attention in the systems that are managed here; empty for nothing."""
        self.attention = without_isolates(attention)
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._integrations)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        integration = self._integrations[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return integration.name
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return f"{self.second_line(integration)}. {self.action(integration)}"
            case IntegrationRole.INTEGRATION:
                return integration
        return None

    def second_line(self, integration: Integration) -> str:
        """Return where a system is managed, or what needs attention in it."""
        if integration.available:
            return self.attention or self.tr("Available: create and manage its credentials here")
        return self.tr("Managed in the m3ter Console")

    def action(self, integration: Integration) -> str:
        """Return the label of what choosing a system does."""
        return self.tr("Open") if integration.available else self.tr("Open guide")


class _SystemDelegate(QStyledItemDelegate):
    """Draws two lines and, at the right, what choosing the row does."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = option.fontMetrics.height() * 2 + theme.M
        return QSize(0, max(_ROW_HEIGHT, lines))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        integration = index.data(IntegrationRole.INTEGRATION)
        model = index.model()
        if not isinstance(integration, Integration) or not isinstance(model, IntegrationsModel):
            return
        self.initStyleOption(option, index)
        option.text = ""
        view = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)

        draw_focus_bar(painter, option)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        palette = option.palette
        text = palette.color(
            QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        )
        quiet = text if selected else theme.colors(palette).secondary
        link = text if selected else theme.colors(palette).accent
        painter.save()
        area = option.rect.adjusted(theme.L, 0, -theme.L, 0)
        side = theme.XL
        icon_area = QRect(area.left(), area.center().y() - side // 2, side, side)
        name = "stripe" if integration.available else "system"
        icons.paint_icon(painter, QRectF(icon_area), name, link if integration.available else quiet)
        area.setLeft(icon_area.right() + theme.L)

        action = model.action(integration)
        painter.setFont(option.font)
        width = option.fontMetrics.horizontalAdvance(action) + theme.XL
        action_area = QRect(area.right() - width, area.top(), width - theme.XL, area.height())
        painter.setPen(link)
        painter.drawText(
            action_area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, action
        )
        mark = QRectF(area.right() - theme.L, area.center().y() - theme.S, theme.L, theme.L)
        icons.paint_icon(painter, mark, "chevron" if integration.available else "external", link)

        area.setRight(action_area.left() - theme.M)
        height = option.fontMetrics.height()
        top = area.center().y() - height
        painter.setPen(text)
        strong = theme.text_font(TextStyle.BODY, option.font)
        strong.setWeight(strong.Weight.DemiBold if integration.available else strong.Weight.Medium)
        painter.setFont(strong)
        first = QRect(area.left(), top, area.width(), height)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, integration.name)
        if integration.available and model.attention and not selected:
            quiet = theme.tone_color(Tone.WARNING, palette)
        painter.setPen(quiet)
        painter.setFont(theme.text_font(TextStyle.SECONDARY, option.font))
        second = QRect(area.left(), top + height, area.width(), height)
        line = painter.fontMetrics().elidedText(
            model.second_line(integration), Qt.TextElideMode.ElideRight, second.width()
        )
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, line)
        painter.restore()


class _SystemList(QListView):
    """A list whose rows open by a click, Enter or Return. `opened` carries the `Integration`."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

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
        self._list.setItemDelegate(_SystemDelegate(self._list))
        CalmSelection(self._list)
        self._list.setFrameShape(QListView.Shape.StyledPanel)
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

    def show_attention(self, attention: str) -> None:
        """Show what needs the person's attention on the Stripe page; empty for nothing."""
        self._model.show_attention(attention)

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
            )
        )

    def show_notice(self, message: Message) -> None:
        """Show a notice above the list, until the person dismisses it."""
        notice = InfoPanel()
        notice.show_message(message.tone, message.title, message.text)
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
