"""Does a text hold a password, a code or a key? Accesses are noted as where they are shared, never as what opens them.

Pure. It errs towards asking: a refused sentence can be said another way, a password written down is known for good.
"""

from __future__ import annotations

import re
from itertools import pairwise

NAMED, KEY, SHAPED = "named", "key", "shaped"

# A word for a password, then what is said of it.
_WORD = (
    r"pass ?words?|pass ?phrases?|pass ?codes?|passwd|pwd|pw|pass|mots? de passe|mdp|mp|"
    r"pin(?: codes?)?|codes? pin|codes? secrets?|secret (?:codes?|keys?)|"
    r"api[ _-]?keys?|cl(?:é|e|ef)s? (?:d['’])?api|cl(?:é|e|ef)s? secr[èe]tes?|tokens?|jetons?"
)
_NAMED = re.compile(
    rf"(?<![\w-])(?:{_WORD})(?![\w-])\s*(?P<sign>[:=→]|is\b|est\b|->)\s*(?P<said>[^\s]+)", re.IGNORECASE
)
_BESIDE = re.compile(rf"(?<![\w-])(?:{_WORD})(?![\w-])[\s(\[«“\"']+(?P<said>[^\s]+)", re.IGNORECASE)
# After the word and its sign, these say where it is or that there is none: no password begins like that.
_PLACES = (
    "a at already by changed given in is kept known managed n/a never no none not on only per private see sent set "
    "shared stored the through to unknown via with your dans depuis de du en envoyé jamais le la les ne non par "
    "partagé partagée pas personnel sur transmis voir à aucun aucune gardé géré chez celui"
)
_WHERE = frozenset(_PLACES.split())
# What services hand out as keys, and keys as files.
_KEYS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|(?<![\w-])(?:sk|pk|rk)_(?:live|test)_\w{8,}|(?<![\w-])sk-[\w-]{16,}|"
    r"(?<!\w)gh[opsu]_\w{16,}|(?<!\w)github_pat_\w{16,}|(?<!\w)xox[abprs]-[\w-]{10,}|(?<!\w)AKIA[0-9A-Z]{12,}|"
    r"(?<!\w)AIza[\w-]{20,}|(?<!\w)eyJ[\w-]{10,}\.[\w-]{10,}"
)
_ADDRESS = re.compile(r"(?:[a-z]+://|www\.)\S+|\S+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_STRONG = set("!@#$%^*?=~+{}<>|\\§µ")
_SHORTEST, _LONGEST = 8, 128


def secret_in(text: str) -> str:
    """How a text gives a secret away: NAMED (“mdp : …”), KEY (a service's), SHAPED (a word like Tr0ub4dor!3), or ""."""
    plain = _ADDRESS.sub(" ", text)
    if _KEYS.search(text):
        return KEY
    if any(_tells(found) for found in _NAMED.finditer(plain)):
        return NAMED
    if any(_mixed(found["said"]) for found in _BESIDE.finditer(plain)):
        return NAMED
    return SHAPED if any(_is_shaped(word) for word in plain.split()) else ""


def _tells(found: re.Match[str]) -> bool:
    """Is what follows “password:” the password itself? “is” needs more than a plain word: “is shared by …” is fine."""
    said = found["said"].strip("«»“”\"'()[].,;")
    if len(said) < 3 or said.casefold() in _WHERE:
        return False
    return _mixed(said) if found["sign"].casefold() in ("is", "est") else True


def _mixed(word: str) -> bool:
    """Letters and digits, or a sign, in one word: no word of a language."""
    bare = word.strip("«»“”\"'()[].,;:")
    letters, digits = any(map(str.isalpha, bare)), any(map(str.isdigit, bare))
    return len(bare) >= 4 and ((letters and digits) or (digits and bare.isdigit()) or bool(set(bare) & _STRONG))


def _is_shaped(word: str) -> bool:
    """Is a word made as passwords are: letters, digits and a sign, or letters and digits in turns?"""
    bare = word.lstrip("@#").rstrip(".,;:)?…»”").lstrip("(«“")
    if not _SHORTEST <= len(bare) <= _LONGEST or not any(map(str.isalpha, bare)) or not any(map(str.isdigit, bare)):
        return False
    if set(bare) & _STRONG:
        return True
    kinds = [char.isdigit() for char in bare if char.isalnum()]
    turns = sum(a != b for a, b in pairwise(kinds))
    cases = any(map(str.islower, bare)) and any(map(str.isupper, bare))
    return cases and turns >= 3
