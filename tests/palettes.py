"""The palettes that Windows 11 and macOS give to a Qt program, light and dark.

Nobody has run the program there yet. With these palettes, its colours can be measured and pictured.
They are approximate in two ways: the accent colour is the default one, which a person can change,
and Qt's Fusion draws the controls that the platform's own style would draw.
"""

from PySide6.QtGui import QColor, QPalette

Role = QPalette.ColorRole

# `populateLightSystemBasePalette` in Qt's qwindows11style.cpp. The placeholder text and the colours
# of links are those of the function with the same name in qwindowstheme.cpp. The accent colour
# #0078d4 and its shades are the defaults of Windows 11.
_WINDOWS_LIGHT = {
    Role.Window: "#f3f3f3",
    Role.WindowText: "#e4000000",
    Role.Base: "#ffffff",
    Role.AlternateBase: "#09000000",
    Role.Text: "#e4000000",
    Role.PlaceholderText: "#80000000",
    Role.Button: "#b3ffffff",
    Role.ButtonText: "#e4000000",
    Role.BrightText: "#0067c0",
    Role.Highlight: "#0067c0",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#0067c0",
    Role.Link: "#003e92",
    Role.LinkVisited: "#001a68",
    Role.ToolTipBase: "#f3f3f3",
    Role.ToolTipText: "#e4000000",
    Role.Light: "#ffffff",
    Role.Midlight: "#ffffff",
    Role.Mid: "#a0a0a0",
    Role.Dark: "#787878",
    Role.Shadow: "#000000",
}
# `populateDarkSystemBasePalette` in Qt's qwindowstheme.cpp, and the alternate base of the function
# with the same name in qwindows11style.cpp.
_WINDOWS_DARK = {
    Role.Window: "#1e1e1e",
    Role.WindowText: "#ffffff",
    Role.Base: "#2d2d2d",
    Role.AlternateBase: "#0fffffff",
    Role.Text: "#ffffff",
    Role.PlaceholderText: "#80ffffff",
    Role.Button: "#3c3c3c",
    Role.ButtonText: "#ffffff",
    Role.BrightText: "#99ebff",
    Role.Highlight: "#0078d4",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#4cc2ff",
    Role.Link: "#99ebff",
    Role.LinkVisited: "#4cc2ff",
    Role.ToolTipBase: "#3c3c3c",
    Role.ToolTipText: "#d4d4d4",
    Role.Light: "#787878",
    Role.Midlight: "#5a5a5a",
    Role.Mid: "#282828",
    Role.Dark: "#1e1e1e",
    Role.Shadow: "#000000",
}
# `qt_mac_createSystemPalette` in Qt's qcocoatheme.mm says which colour of NSColor has which role.
# The values of those are from the package macos_ui, which read them from the colour picker.
_MACOS_LIGHT = {
    Role.Window: "#ececec",
    Role.WindowText: "#d9000000",
    Role.Base: "#ffffff",
    Role.AlternateBase: "#f5f5f5",
    Role.Text: "#d9000000",
    Role.PlaceholderText: "#40000000",
    Role.Button: "#ececec",
    Role.ButtonText: "#d9000000",
    Role.BrightText: "#000000",
    Role.Highlight: "#b3d7ff",
    Role.HighlightedText: "#d9000000",
    Role.Accent: "#007aff",
    Role.Link: "#0068da",
    Role.LinkVisited: "#0068da",
    Role.ToolTipBase: "#ececec",
    Role.ToolTipText: "#d9000000",
    Role.Light: "#ffffff",
    Role.Midlight: "#f5f5f5",
    Role.Mid: "#a8a8a8",
    Role.Dark: "#bfbfbf",
    Role.Shadow: "#000000",
}
_MACOS_DARK = {
    Role.Window: "#323232",
    Role.WindowText: "#d9ffffff",
    Role.Base: "#1e1e1e",
    Role.AlternateBase: "#0dffffff",
    Role.Text: "#d9ffffff",
    Role.PlaceholderText: "#40ffffff",
    Role.Button: "#323232",
    Role.ButtonText: "#d9ffffff",
    Role.BrightText: "#ffffff",
    Role.Highlight: "#3f638b",
    Role.HighlightedText: "#d9ffffff",
    Role.Accent: "#007aff",
    Role.Link: "#419cff",
    Role.LinkVisited: "#419cff",
    Role.ToolTipBase: "#323232",
    Role.ToolTipText: "#d9ffffff",
    Role.Light: "#373737",
    Role.Midlight: "#343434",
    Role.Mid: "#242424",
    Role.Dark: "#bfbfbf",
    Role.Shadow: "#000000",
}


_PALETTES = {
    "windows-light": (_WINDOWS_LIGHT, "#5c000000"),
    "windows-dark": (_WINDOWS_DARK, "#9d9d9d"),
    "macos-light": (_MACOS_LIGHT, "#40000000"),
    "macos-dark": (_MACOS_DARK, "#40ffffff"),
}
PALETTES = tuple(_PALETTES)


def platform_palette(name: str) -> QPalette:
    """Return the palette with a name of `PALETTES`. It needs an application."""
    colors, disabled = _PALETTES[name]
    palette = QPalette()
    for role, color in colors.items():
        palette.setColor(role, QColor(color))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(disabled))
    return palette
