"""Fields that read what a person types: “9h-12h30, 13h30-18h”, “12,50”, “−3, 7, 15”, one line for each item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sops.rules.opening import show_range
from sops.wording.names import Names, named

_CLOCK = r"(\d{1,2})(?:\s?[h:.]\s?(\d{2})?)?\s?(am|pm)?"
_RANGE = re.compile(rf"{_CLOCK}\s*(?:-|–|—|to|à|a|until)\s*{_CLOCK}(?!\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/&+]|and|et", re.IGNORECASE)


class Figure(forms.DecimalField):
    """A number with a comma or a point."""

    def __init__(self, *, least: int = 0, unit: Any = "", **kwargs: Any) -> None:
        self.least, self.unit = least, unit
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control num", "autocomplete": "off"})
        super().__init__(**{"min_value": 0, "decimal_places": 2, "required": False, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = re.sub(r"[\s%€]", "", str(value)) if value not in self.empty_values else ""
        number = super().to_python(text.replace(",", "."))
        return None if number is None else Decimal(number)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        decimals = max(self.least, -int(value.normalize().as_tuple().exponent))
        text = f"{value:.{decimals}f}"
        return text.replace(".", ",") if (get_language() or "").startswith("fr") else text


class Whole(forms.IntegerField):
    """A whole number, with what it counts."""

    def __init__(self, *, unit: Any = "", **kwargs: Any) -> None:
        self.unit = unit
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control num", "autocomplete": "off"})
        super().__init__(**{"min_value": 0, "max_value": 1_000_000, "required": False, "widget": widget, **kwargs})


class Ranges(forms.CharField):
    """Opening hours of a day, as a pack writes them: ["09:00-12:30", "13:30-18:00"]."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "form-control num", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 200, "widget": widget, **kwargs})

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        rest = _BETWEEN.sub("", _RANGE.sub("", text))
        if rest:
            message = _("“%(text)s” is not read as hours; write 9:00-12:30, 13:30-18:00.")
            raise ValidationError(message % {"text": text})
        return [show_range(_minutes(found)) for found in _RANGE.finditer(text)]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(show_range(each) for each in value) if isinstance(value, tuple) else value


def _minutes(found: re.Match[str]) -> tuple[int, int]:
    start, end = _clock(*found.group(1, 2, 3)), _clock(*found.group(4, 5, 6))
    if not start < end <= 24 * 60:
        raise ValidationError(_("“%(text)s” ends before it starts, or is no time of day.") % {"text": found.group()})
    return start, end


def _clock(hour: str, minute: str | None, half: str | None) -> int:
    """Minutes after midnight; past the day where the text is no time of day."""
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    minutes = int(minute or 0)
    return hours * 60 + minutes if minutes < 60 else 24 * 60 + 1


class Numbers(forms.CharField):
    """Whole numbers, separated by commas or spaces; some may be negative."""

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        widget = forms.TextInput(attrs={"class": "form-control num", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 300, "widget": widget, **kwargs})

    def clean(self, value: Any) -> list[int]:
        words = re.split(r"[\s,;]+", super().clean(value).replace("−", "-").strip())
        return [self._number(word) for word in words if word]

    def _number(self, word: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,4}", word) or abs(int(word)) > self.limit:
            message = _("“%(word)s” is no whole number from −%(limit)s to %(limit)s.")
            raise ValidationError(message % {"word": word, "limit": self.limit})
        return int(word)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, tuple) else value


class Items(forms.CharField):
    """One item on each line."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
        super().__init__(**{"required": False, "max_length": 10_000, "widget": widget, **kwargs})

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        for line in lines:
            if len(line) > 200:
                raise ValidationError(_("“%(line)s…” is longer than 200 letters.") % {"line": line[:40]})
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value


def code_of(text: str, names: Names, kept: Iterable[str] = ()) -> str:
    """The code of a name as it is shown: one kept, one known, or one made of the words."""
    said = text.strip().casefold()
    for code in (*kept, *names):
        if said in (code.casefold(), named(code, names).casefold()):
            return code
    made = re.sub(r"[^\w.:-]+", "_", text.strip()).strip("_.:-")[:60]
    if not made:
        raise ValidationError(_("“%(text)s” is no name; use letters or digits.") % {"text": text})
    return made
