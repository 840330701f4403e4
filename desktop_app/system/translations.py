"""Loads the translations of the program's texts."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_app.system import paths

_log = logging.getLogger(__name__)

_ENGLISH = QLocale(QLocale.Language.English)


def install_translations(application: QCoreApplication, locale: QLocale) -> None:
    """Show texts in the first language of `locale` that has a translation, or else in English.

    Call it before any text is made, since texts do not change later. English has a file for its
    plurals, which is always loaded: it also has the texts that another language has not translated
    yet. For another language, the translation of Qt's own texts is loaded, too, if Qt has one.
    """
    ours = str(paths.resources() / "translations")
    if _install(application, _ENGLISH, "m3ter-desktop", ours) is None:
        _log.warning("there are no translations in %s", ours)
    chosen = _install(application, locale, "m3ter-desktop", ours)
    if chosen is not None and chosen.language() is not QLocale.Language.English:
        qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        _install(application, chosen, "qtbase", qts)


def _install(
    application: QCoreApplication, locale: QLocale, name: str, folder: str
) -> QLocale | None:
    """Load the translation `name` in the first language of `locale` that has a file.

    Returns the language of the file, or None if there is no file.
    """
    translator = QTranslator(application)
    if not translator.load(locale, name, "_", folder):
        return None
    application.installTranslator(translator)
    return QLocale(translator.language())
