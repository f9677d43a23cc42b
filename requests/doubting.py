"""Doubt a line of time: which of its words are wrong, and what would mend each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from clients.models import Client
from requests.lines import Read
from requests.models import ClientRequest
from requests.reading import fold
from sops.wording.figures import listed


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong, in a sentence. It may be mended by writing `better` for `word`, or by adding a `newcomer`."""

    sentence: str
    word: str = ""
    better: str = ""
    newcomer: str = ""
    is_whose: bool = False


def doubts(
    read: Read, client: Client | None, asked: ClientRequest | None, known: Sequence[Client], refused: Sequence[str]
) -> Iterator[Doubt]:
    """What keeps a line from being logged; `refused` is what was wrong with its times."""
    yield from map(Doubt, refused)
    if not read.is_timed:
        yield Doubt(_odd(read) or _("How long? Write 1h30, 45m or 9:00-10:45."))
    if read.request and asked is None:
        yield Doubt(_("There is no request %(number)s.") % {"number": read.request})
    elif client is None:
        yield _whose(read, known)
    if asked and client and asked.client_id != client.pk:
        yield Doubt(_("Request %(number)s is another client’s.") % {"number": read.request})


def _odd(read: Read) -> str:
    if not read.odd:
        return ""
    return _("“%(word)s” is no time. Write 1h30, 45m or 9:00-10:45.") % {"word": read.odd[0]}


def _whose(read: Read, known: Sequence[Client]) -> Doubt:
    if read.between:
        names = listed([client.name for client in known if client.pk in read.between][:4], "or")
        said = _("“%(word)s” may be %(names)s; write more of the name.") % {"word": read.unsure, "names": names}
        return Doubt(said, is_whose=True)
    words = [word for word in read.note.split() if word not in read.odd]
    if not words:
        return Doubt(_("For whom? Write the first letters of the client’s name."), is_whose=True)
    name = _name(words)
    better = _near(words[0], known)
    said = _("No client is called “%(word)s”.") % {"word": name}
    return Doubt(said, words[0], better, name[:1].upper() + name[1:], is_whose=True)


def _name(words: list[str]) -> str:
    """The word that stands for a client, with the capitalised words that follow it."""
    end = 1
    while words[0][:1].isupper() and end < min(len(words), 4) and (words[end][:1].isupper() or words[end] == "&"):
        end += 1
    return " ".join(words[:end]).strip(",;:")[:200]


def _near(word: str, known: Sequence[Client]) -> str:
    """The word of a client's name that was nearly written; empty: none is near."""
    parts = {fold(part): part for client in known for part in client.name.split() if len(part) > 2}
    near = get_close_matches(fold(word), parts, n=1, cutoff=0.75)
    return parts[near[0]] if near else ""
