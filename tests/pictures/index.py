"""The page that shows all pictures: a row for each state, its looks beside one another."""

from html import escape
from pathlib import Path

_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>m3ter Desktop: pages and states</title>
<style>
body {{ font: 15px sans-serif; margin: 24px; background: #8a8f99; }}
h1, h2 {{ color: #fff; }}
h2 {{ font-size: 15px; margin: 32px 0 8px; }}
section div {{ display: flex; gap: 16px; flex-wrap: wrap; align-items: flex-start; }}
figure {{ margin: 0; color: #fff; }}
img {{ max-width: 46vw; }}
</style>
<h1>Pages and states</h1>
{sections}
</html>
"""


def write_index(folder: Path) -> Path:
    """Write a page that shows the pictures in the folders of `folder`; return its path.

    Pictures at 200 % are shown in the size of those at 100 %, and open in their own.
    """
    names = sorted({picture.name for picture in folder.glob("*/*.png")})
    page = folder / "index.html"
    sections = "\n".join(_section(folder, name) for name in names)
    page.write_text(_PAGE.format(sections=sections), encoding="utf-8")
    return page


def _section(folder: Path, name: str) -> str:
    pictures = [
        f'<figure><a href="{place}"><img loading="lazy" src="{place}" alt="{escape(place)}"></a>'
        f"<figcaption>{escape(each.name)}</figcaption></figure>"
        for each in sorted(folder.iterdir())
        if (each / name).is_file()
        for place in [f"{each.name}/{name}"]
    ]
    title = escape(Path(name).stem.replace("_", " "))
    return f"<section><h2>{title}</h2><div>{''.join(pictures)}</div></section>"
