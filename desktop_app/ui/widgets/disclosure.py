"""A link that shows and hides what it names."""

from desktop_app.ui.widgets.buttons import LinkButton


class DisclosureLink(LinkButton):
    """A link with a chevron after its words, which turns when what the link names is shown.

    Assistive technology reads which of the two it is as the description of the link.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, "down")
        self.setAutoDefault(False)
        self.show_unfolded(unfolded=False)

    def show_unfolded(self, *, unfolded: bool) -> None:
        """Show whether what the link names is shown."""
        self._icon = "up" if unfolded else "down"
        state = self.tr("Expanded") if unfolded else self.tr("Collapsed")
        self.setAccessibleDescription(state)
        self.update()
