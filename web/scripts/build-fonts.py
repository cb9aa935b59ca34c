"""Build the TrueType fonts that papers are printed with from the npm packages of the front end.

The packages hold one woff2 file for each script (latin, latin-ext, vietnamese, ...). A printed paper needs one file for
each face, so the parts are merged, hints are dropped and the result is written as TTF.

Usage: python web/scripts/build-fonts.py [--packages web/node_modules] [--out src/saolang/documents/fonts] [--force]
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
SUBSETS = ("latin", "latin-ext", "vietnamese", "greek")
FACES = (
    # package, weight, style, file name, style name
    ("tinos", 400, "normal", "Tinos-Regular.ttf"),
    ("tinos", 400, "italic", "Tinos-Italic.ttf"),
    ("tinos", 700, "normal", "Tinos-Bold.ttf"),
    ("tinos", 700, "italic", "Tinos-BoldItalic.ttf"),
    ("be-vietnam-pro", 400, "normal", "BeVietnamPro-Regular.ttf"),
    ("be-vietnam-pro", 600, "normal", "BeVietnamPro-SemiBold.ttf"),
    ("be-vietnam-pro", 700, "normal", "BeVietnamPro-Bold.ttf"),
)
FIXED_TIME = 3_786_912_000  # seconds since 1904, so that the same packages give the same bytes
MUST_HAVE = "ĂăÂâĐđÊêÔôƠơƯưẠạẢảẤấẦầẨẩẫẬậẮắẰằẲẳẵẶặẸẹẺẻẼẽẾếỀềểễỆệỈỉĨĩỊịỌọỎỏỐốỒồổỗỘộỚớỜờỞởỡỢợỤụỦủŨũỨứỪừửữỰựỲỳỴỵỶỷỸỹ₫“”–…"


def _part(source: Path, folder: Path) -> Path:
    """One unhinted TTF beside the others, ready to be merged."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = None
    target = folder / (source.stem + ".ttf")
    font.save(target)
    return target


def build_face(packages: Path, package: str, weight: int, style: str, target: Path) -> None:
    """Merge the parts of one face; refuse a result that lacks a Vietnamese letter."""
    files = packages / "@fontsource" / package / "files"
    sources = [files / f"{package}-{subset}-{weight}-{style}.woff2" for subset in SUBSETS]
    sources = [path for path in sources if path.exists()]
    if not sources:
        raise SystemExit(f"No font files for {package} in {files}: run npm ci in web/ first.")
    with tempfile.TemporaryDirectory() as name:
        parts = [_part(path, Path(name)) for path in sources]
        font = Merger().merge([str(path) for path in parts])
    missing = [letter for letter in MUST_HAVE if ord(letter) not in font.getBestCmap()]
    if missing:
        raise SystemExit(f"{target.name} lacks {''.join(missing)}")
    font["head"].created = font["head"].modified = FIXED_TIME
    font.recalcTimestamp = False
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, default=ROOT / "web" / "node_modules")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "saolang" / "documents" / "fonts")
    parser.add_argument("--force", action="store_true", help="build also what is already there")
    args = parser.parse_args()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    for package, weight, style, file_name in FACES:
        target = args.out / file_name
        if args.force or not target.exists():
            build_face(args.packages, package, weight, style, target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
