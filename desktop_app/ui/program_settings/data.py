"""Says where the program keeps its data and its secrets."""

from PySide6.QtWidgets import QPushButton

from desktop_app.ui.program_settings.settings import SettingsPorts
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import keychain_texts
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import CopyPath
from desktop_app.ui.widgets.facts import Facts, show_fact
from desktop_app.ui.widgets.panels import InfoPanel, TitledCard
from desktop_app.ui.widgets.paths import PathLabel


class DataCard(TitledCard):
    """Shows the folder of the data, which can be opened, and the name of the keychain."""

    def __init__(self, ports: SettingsPorts) -> None:
        super().__init__(self.tr("Where data is kept"))
        self._ports = ports
        self._folder = PathLabel()
        self._folder.setText(str(ports.data_folder))
        show = QPushButton(self.tr("Open folder"))
        show.clicked.connect(self._open)
        facts = Facts()
        facts.add_label(self.tr("Folder"), self._folder, show)
        self._secrets = facts.add(self.tr("Secrets"), keychain_texts.place_text())
        self._problem = InfoPanel()
        self._problem.show_message(
            Tone.WARNING,
            self.tr("The folder could not be opened"),
            self.tr("Copy its path, and open it in your file manager."),
        )
        self._problem.buttons.addWidget(CopyPath(ports.data_folder))
        self._problem.hide()
        self.column.addWidget(facts)
        self.column.addWidget(self._problem)

    def refresh(self) -> None:
        """Ask for the name of the keychain again: it may have been installed meanwhile."""
        when_done(
            self,
            self._ports.keychain_backend(),
            lambda backend: show_fact(self._secrets, keychain_texts.place_text(backend)),
            lambda error: show_fact(self._secrets, keychain_texts.no_place_text(error)),
        )

    def _open(self) -> None:
        self._problem.setHidden(self._ports.file_manager.open(self._ports.data_folder))
