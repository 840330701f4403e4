"""Which look the application gets: the program's own, the platform's, or the system's colours."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.ui import theme
from desktop_app.ui.style import Look, ProgramStyle

LIGHT, DARK = Qt.ColorScheme.Light, Qt.ColorScheme.Dark
HIGH, NORMAL = Qt.ContrastPreference.HighContrast, Qt.ContrastPreference.NoPreference
FUSION_S = QPalette(QColor("#efefef"), QColor("#efefef"))


class Style:
    """What the platform draws with."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self) -> str:
        return self._name


class Accessibility(QObject):
    """What the system says of contrast."""

    contrastPreferenceChanged = Signal(Qt.ContrastPreference)  # noqa: N815  (Qt's own name)

    def __init__(self) -> None:
        super().__init__()
        self.contrast = NORMAL

    def contrastPreference(self) -> Qt.ContrastPreference:  # noqa: N802  (Qt's own name)
        return self.contrast


class Hints(QObject):
    """What the system says of its colours."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815  (Qt's own name)

    def __init__(self) -> None:
        super().__init__()
        self.scheme = LIGHT
        self.system_scheme = LIGHT
        self.asked: list[Qt.ColorScheme] = []
        self.obeys = True
        self.of_contrast = Accessibility()

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802  (Qt's own name)
        return self.scheme

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:  # noqa: N802  (Qt's own name)
        """Take the scheme, as most platforms do, or only note it, as some on Linux."""
        self.asked.append(scheme)
        if self.obeys:
            self.scheme = self.system_scheme if scheme is Qt.ColorScheme.Unknown else scheme
            self.colorSchemeChanged.emit(self.scheme)

    def accessibility(self) -> Accessibility:
        return self.of_contrast


class Desktop:
    """The application on a desktop that a test decides about."""

    def __init__(self, application: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hints = Hints()
        self.styles: list[object] = []
        self.palettes: list[QPalette] = []
        self._application = application
        self._monkeypatch = monkeypatch
        monkeypatch.delenv("QT_STYLE_OVERRIDE", raising=False)
        self._instead("styleHints", lambda: self.hints)
        self._instead("setStyle", self.styles.append)
        self._instead("setPalette", self.palettes.append)
        self.draws_with("fusion")
        self.begins_with(FUSION_S)

    def draws_with(self, style: str) -> None:
        self._instead("style", lambda: Style(style))

    def begins_with(self, palette: QPalette) -> None:
        self._instead("palette", lambda: palette)

    def _instead(self, name: str, what: object) -> None:
        self._monkeypatch.setattr(self._application, name, what, raising=False)

    def change_scheme(self, scheme: Qt.ColorScheme) -> None:
        self.hints.scheme = scheme
        self.hints.colorSchemeChanged.emit(scheme)

    def change_contrast(self, contrast: Qt.ContrastPreference) -> None:
        self.hints.of_contrast.contrast = contrast
        self.hints.of_contrast.contrastPreferenceChanged.emit(contrast)

    @property
    def window(self) -> QColor:
        """The colour of windows in the last palette."""
        return self.palettes[-1].color(QPalette.ColorRole.Window)


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    return Desktop(qapp, monkeypatch)


@pytest.fixture(autouse=True)
def looks_go_away(qapp: QApplication) -> Iterator[None]:
    before = set(qapp.findChildren(Look))
    yield
    for look in set(qapp.findChildren(Look)) - before:
        look.deleteLater()


def test_the_program_has_a_style_and_a_palette_of_its_own(
    qapp: QApplication, desktop: Desktop
) -> None:
    Look(qapp)

    (style,) = desktop.styles
    assert isinstance(style, ProgramStyle)
    assert desktop.window == theme.LIGHT.window


@pytest.mark.parametrize("name", ["windows11", "macos", "kvantum"])
def test_a_platform_with_a_style_of_its_own_keeps_it(
    qapp: QApplication, desktop: Desktop, name: str
) -> None:
    desktop.draws_with(name)
    Look(qapp)
    desktop.change_scheme(DARK)

    assert (desktop.styles, desktop.palettes) == ([], [])


def test_a_style_that_the_person_has_chosen_stays(
    qapp: QApplication, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_STYLE_OVERRIDE", "fusion")
    Look(qapp)
    desktop.change_scheme(DARK)

    assert (desktop.styles, desktop.palettes) == ([], [])


def test_it_follows_the_system_s_scheme(qapp: QApplication, desktop: Desktop) -> None:
    Look(qapp)
    desktop.change_scheme(DARK)
    assert desktop.window == theme.DARK.window
    desktop.change_scheme(LIGHT)
    assert desktop.window == theme.LIGHT.window


def test_a_system_that_is_dark_at_the_start_has_it_dark(
    qapp: QApplication, desktop: Desktop
) -> None:
    desktop.hints.scheme = DARK
    Look(qapp)

    assert desktop.window == theme.DARK.window


@pytest.mark.parametrize(
    ("color", "colors"), [("#2d2d2d", theme.DARK), ("#efefef", theme.LIGHT)], ids=["dark", "light"]
)
def test_a_system_without_a_scheme_is_judged_by_its_palette(
    qapp: QApplication, desktop: Desktop, color: str, colors: theme.Colors
) -> None:
    desktop.hints.scheme = Qt.ColorScheme.Unknown
    desktop.begins_with(QPalette(QColor(color), QColor(color)))
    Look(qapp)

    assert desktop.window == colors.window


def test_with_high_contrast_the_colours_are_the_system_s(
    qapp: QApplication, desktop: Desktop
) -> None:
    Look(qapp)
    desktop.change_contrast(HIGH)
    # A palette in which no colour is set is that of the system.
    assert desktop.palettes[-1].resolveMask() == 0
    desktop.change_scheme(DARK)
    assert desktop.palettes[-1].resolveMask() == 0

    desktop.change_contrast(NORMAL)
    assert desktop.window == theme.DARK.window


def test_what_asks_for_high_contrast_at_the_start_gets_it(
    qapp: QApplication, desktop: Desktop
) -> None:
    desktop.hints.of_contrast.contrast = HIGH
    Look(qapp)

    assert [palette.resolveMask() for palette in desktop.palettes] == [0]


# -- the colours that the person has chosen -------------------------------------------------------


@pytest.mark.parametrize("obeys", [True, False], ids=["obeys", "ignores"])
def test_the_chosen_colours_are_shown_at_once_and_the_system_s_again(
    qapp: QApplication, desktop: Desktop, obeys: bool
) -> None:
    desktop.hints.obeys = obeys
    look = Look(qapp)
    look.show_scheme(DARK)
    assert desktop.window == theme.DARK.window
    look.show_scheme(LIGHT)
    assert desktop.window == theme.LIGHT.window
    look.show_scheme(DARK)
    look.show_scheme(Qt.ColorScheme.Unknown)
    assert desktop.window == theme.LIGHT.window
    assert desktop.hints.asked == [DARK, LIGHT, DARK, Qt.ColorScheme.Unknown]


def test_a_change_of_the_system_does_not_change_the_chosen_colours(
    qapp: QApplication, desktop: Desktop
) -> None:
    look = Look(qapp)
    look.show_scheme(DARK)
    desktop.change_scheme(LIGHT)
    assert desktop.window == theme.DARK.window


def test_with_high_contrast_the_chosen_colours_wait(qapp: QApplication, desktop: Desktop) -> None:
    desktop.hints.of_contrast.contrast = HIGH
    look = Look(qapp)
    look.show_scheme(DARK)
    assert desktop.palettes[-1].resolveMask() == 0
    desktop.change_contrast(NORMAL)
    assert desktop.window == theme.DARK.window


@pytest.mark.parametrize("name", ["windows11", "macos", "kvantum"])
def test_a_platform_s_own_style_is_told_of_the_chosen_colours(
    qapp: QApplication, desktop: Desktop, name: str
) -> None:
    desktop.draws_with(name)
    Look(qapp).show_scheme(DARK)
    assert desktop.hints.asked == [DARK]
    assert (desktop.styles, desktop.palettes) == ([], [])


def test_a_style_from_the_environment_is_told_of_the_chosen_colours(
    qapp: QApplication, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_STYLE_OVERRIDE", "fusion")
    Look(qapp).show_scheme(DARK)
    assert desktop.hints.asked == [DARK]
    assert (desktop.styles, desktop.palettes) == ([], [])


def test_nothing_is_asked_of_the_system_if_nothing_was_chosen(
    qapp: QApplication, desktop: Desktop
) -> None:
    Look(qapp).show_scheme(Qt.ColorScheme.Unknown)
    assert desktop.hints.asked == []
    assert len(desktop.palettes) == 1, "the start pays for each palette"
