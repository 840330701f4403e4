"""Brings the window into each state, and grabs it."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QDir, QEvent, QLocale, QObject
from PySide6.QtWidgets import QApplication

from desktop_app.system.translations import install_translations
from desktop_app.ui import theme, unread_state
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.style import ProgramStyle
from desktop_app.ui.widgets import settled_button, toast
from tests.palettes import platform_palette
from tests.paths import ROOT
from tests.pictures.states import STATES
from tests.translations.pseudo_locale import pseudo_translator
from tests.window_harness import WindowHarness


def take_pictures(names: list[str], *, look: str, folder: Path, language: str) -> None:
    """Bring the window into each state and grab it.

    `look` is "light" or "dark", or the name of a `platform_palette`: Fusion draws then, as
    the program does not draw by itself on those platforms. `language` is "en" or "pseudo".
    """
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    pseudo = pseudo_translator() if language == "pseudo" else None
    if pseudo is not None:
        application.installTranslator(pseudo)
    else:
        install_translations(application, QLocale())
    own = {"light": theme.LIGHT, "dark": theme.DARK}
    if look in own:
        application.setStyle(ProgramStyle())
        application.setPalette(theme.palette_of(own[look]))
    else:
        application.setStyle("fusion")
        application.setPalette(platform_palette(look))
    QDir.addSearchPath("icon", str(ROOT / "resources" / "icons"))
    # A picture shows a question as it is when it can be answered.
    settled_button.SETTLE_TIME = timedelta(0)
    unread_state.DELAY = timedelta(0)
    toast.FADE_TIME = timedelta(0)
    if not names:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for number, state in enumerate(STATES, start=1):
        if names and state.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory() as data:
            gui = WindowHarness(Path(data))
            widget = state(gui)
            for ticker in widget.findChildren(Ticker):
                # The harness's clock has moved; a second of ours need not pass.
                ticker.ticked.emit()
            _settle(application)
            widget.grab().save(str(folder / f"{number:03d}-{state.__name__}.png"))
            gui.window.close()
            gui.window.deleteLater()
            QObject.deleteLater(widget)
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gui.close()


def _settle(application: QApplication) -> None:
    for _ in range(20):
        application.processEvents()
