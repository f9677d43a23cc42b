"""What the code and the templates say, compared with the French catalogue; run as a program, it tidies the catalogue.

python -m tests.catalogue        (make messages)
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FRENCH = ROOT / "vacrm/locale/fr/LC_MESSAGES/django.po"
ROOMS = ("vacrm", "sops", "clients", "requests", "billing", "seeds", "templates")

# Django's names for the same functions.
KEYWORDS = dict(DEFAULT_KEYWORDS)
for plain, spec in {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}.items():
    KEYWORDS[plain] = KEYWORDS[f"{plain}_lazy"] = spec
KEYWORDS["npgettext"] = KEYWORDS["npgettext_lazy"] = ((1, "c"), 2, 3)
KEYWORDS["gettext_noop"] = None


def sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def extracted() -> Catalog:
    """Every sentence marked for translation, with the file it stands in."""
    said = Catalog(locale="fr", domain="django")
    for path in sources():
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(path))
        found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            if message and message != "":
                where = [(str(path.relative_to(ROOT)), None)]
                said.add(message, locations=where, auto_comments=comments, context=context)
    return said


def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr", domain="django")


def compile_stale() -> None:
    """Compile the catalogue unless the compiled one is newer."""
    compiled = FRENCH.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime > FRENCH.stat().st_mtime:
        return
    with compiled.open("wb") as file:
        write_mo(file, french())


def main() -> None:
    """Write the catalogue anew: every sentence said, in order, with its file; what is said no more is dropped."""
    known, said = french(), extracted()
    for message in said:
        old = known.get(message.id, context=message.context) if message.id else None
        if old and old.string and not old.fuzzy:
            message.string = old.string
    tidy = io.BytesIO()
    write_po(tidy, said, sort_output=True, width=110, include_lineno=False, omit_header=True)
    header = FRENCH.read_text(encoding="utf-8").partition("\n\n")[0]
    FRENCH.write_text(f"{header}\n\n{tidy.getvalue().decode()}".rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
