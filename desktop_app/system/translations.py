"""The language of the program's texts: which translation is loaded."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_app.system import paths

_log = logging.getLogger(__name__)

_ENGLISH = QLocale(QLocale.Language.English)


def install_translations(application: QCoreApplication, locale: QLocale) -> None:
    """Show texts in the first language of `locale` that has a translation, or else in English.

    Has to be called before a text is made: a text does not change later. English has a file, too,
    with its plurals. In any other language, Qt's own texts follow, as far as Qt has them.
    """
    folder = str(paths.resources() / "translations")
    ours = QTranslator(application)
    if not (
        ours.load(locale, "m3ter-desktop", "_", folder)
        or ours.load(_ENGLISH, "m3ter-desktop", "_", folder)
    ):
        _log.warning("there are no translations in %s", folder)
        return
    application.installTranslator(ours)
    language = QLocale(ours.language())
    if language.language() is not QLocale.Language.English:
        qt = QTranslator(application)
        if qt.load(language, "qtbase", "_", _qt_translations()):
            application.installTranslator(qt)


def _qt_translations() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
