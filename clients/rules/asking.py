"""The questions of an onboarding form: what a choice offers. Pure."""

from __future__ import annotations

import re

_LISTED = re.compile(r"^(?P<asked>.*?)\s*\((?P<choices>[^()]+/[^()]+)\)(?P<end>\s*[?:]?)\s*$", re.DOTALL)


def choices_of(question: str) -> tuple[str, tuple[str, ...]]:
    """A question and what it offers to choose from: its further lines, or “(a / b / c)” at its end.

    A question that offers less than two things is to be answered in words.
    """
    first, *rest = (line.strip() for line in question.strip().splitlines())
    offered = tuple(dict.fromkeys(line.lstrip("-–•* ").strip() for line in rest if line.lstrip("-–•* ").strip()))
    if len(offered) > 1:
        return first, offered
    if found := _LISTED.match(question.strip()):
        listed = tuple(dict.fromkeys(each.strip() for each in found["choices"].split("/") if each.strip()))
        if len(listed) > 1:
            return f"{found['asked']}{found['end']}", listed
    return question.strip(), ()
