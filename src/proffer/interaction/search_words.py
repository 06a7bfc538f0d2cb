"""The words an email is found by, and what somebody looks for: both cut into words in the same way for every store.

Case, accents and width do not count; ideographs, kana and hangul count one by one, as nobody puts blanks between them.
"""

from __future__ import annotations

import re
import unicodedata

from proffer.interaction.content import Content
from proffer.interaction.email import Email
from proffer.record import Struct

TEXT_CHARACTERS_MAX = 65_536  # of a body; what stands further down is not found
WORDS_MAX = 10_000  # of a body
WORD_CHARACTERS_MAX = 64  # longer ones are cut off, here as there
TERMS_MAX = 16
_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+")
_ASKED = re.compile(r'"([^"]*)"(\*?)|(\S+)')


class Term(Struct, frozen=True):
    """Words that stand side by side; `prefix`: the last one is only the beginning of a word."""

    words: tuple[str, ...]
    prefix: bool = False


def words_in(text: str) -> list[str]:
    """The words of a text, in order."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one)))
    return [word[:WORD_CHARACTERS_MAX] for word in _WORD.findall(text.casefold())]


def terms_in(asked: str) -> tuple[Term, ...]:
    """What is looked for; all of it must be there: words, `"words side by side"`, `begin*`. An address is a phrase."""
    found = []
    for phrase, phrase_star, bare in _ASKED.findall(asked):
        words = tuple(words_in(bare or phrase))
        if words:
            found.append(Term(words, bare.endswith("*") or bool(phrase_star)))
    return tuple(found[:TERMS_MAX])


def head_words(email: Email) -> str:
    """Subject, people and comment."""
    name = email.user_data.get("FromPersonal")
    people = (email.from_ or "", name if isinstance(name, str) else "", *email.to, *email.cc, *email.bcc)
    return " ".join(words_in(" ".join((email.subject or "", email.comment or "", *people)))[:WORDS_MAX])


def head_changed(before: Email, after: Email) -> bool:
    """Whether other words are found by now; cheap, for it is asked at every change of an email."""
    return (
        before.subject != after.subject
        or before.comment != after.comment
        or (before.to is not after.to and before.to != after.to)
        or before.cc != after.cc
        or before.bcc != after.bcc
        or before.from_ != after.from_
    )


def body_words(content: Content) -> str:
    """The text, and the names of what is attached."""
    text = " ".join(((content.text or "")[:TEXT_CHARACTERS_MAX], *(one.name for one in content.attachments)))
    return " ".join(words_in(text)[:WORDS_MAX])


def are_in(terms: tuple[Term, ...], head: str, body: str) -> bool:
    """What a database answers, over the words of one email."""
    texts = (f" {head} ", f" {body} ")
    wanted = [f" {' '.join(term.words)}{'' if term.prefix else ' '}" for term in terms]
    return all(any(one in text for text in texts) for one in wanted)
