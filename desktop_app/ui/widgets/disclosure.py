"""A link that shows and hides what it names."""

from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets.buttons import LinkButton


class DisclosureLink(LinkButton):
    """A link with a chevron after its words, which turns when what the link names is shown.

    Assistive technology reads whether a press shows or hides it.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, "down")
        self.setAutoDefault(False)
        self.show_unfolded(unfolded=False)

    def show_unfolded(self, *, unfolded: bool) -> None:
        """Show whether what the link names is shown."""
        self._icon = "up" if unfolded else "down"
        action = self.tr("Hide") if unfolded else self.tr("Show")
        name = fill(self.tr("{action}: {what}"), action=action, what=self.text())
        self.setAccessibleName(without_isolates(name))
        self.update()
