"""The text of the demo's long mail: a story, then the whole correspondence quoted below it."""

from __future__ import annotations

_BEGINNING = """\
Dear support team,

I am writing because my cable is too short. I know that you hear this every day, so let me start at the beginning, for
it matters. In March I bought from you the set "Office 3" (order 77-0931). With it came a cable of 1.5 metres, although
the page said 5. I wrote to you, and a very friendly colleague of yours sent me another one. It had 1.5 metres.

"""

_WEEK = """\
In week {week} I {did}. The cable {cable}. My colleague {colleague} says that {says}, and I begin to believe it.

"""

_WEEKS = (
    ("moved the desk towards the wall", "was still too short, by the breadth of a hand", "Ilse", "walls can be moved"),
    ("moved the wall socket, in my thoughts", "did not follow", "Ahmed", "one should ask for five metres in writing"),
    ("asked for five metres in writing", "came by post: 1.5 metres, in a longer box", "Ilse", "the box was the point"),
    ("measured it again with another ruler", "had 1.49 metres", "Noor", "cables shrink when nobody looks"),
    ("bought an extension in the shop next door", "fitted, but the extension had another plug", "Ahmed", "all do"),
    ("worked standing up, near the wall", "was long enough", "Ilse", "this is healthier anyway"),
)

_ENDING = """\
What I ask for is simple:

  1. one cable of 5 metres (five), blue or any other colour,
  2. a label for sending back the three short ones,
  3. no further short ones.

With kind regards and in good spirits
Walter Higgs

"""

_QUOTED = """\
> On the {day}th you wrote:
>> Thank you for your message. Your request has the number 77-0931/{number}.
>> We have sent you a new cable today. Is there anything else we can do for you?
> Yes: it is too short.
>
"""


def _story() -> str:
    weeks = "".join(
        _WEEK.format(week=number, did=did, cable=cable, colleague=colleague, says=says)
        for number, (did, cable, colleague, says) in enumerate(_WEEKS * 4, 12)
    )
    quoted = "".join(_QUOTED.format(day=day, number=number) for number, day in enumerate(range(4, 28), 1))
    return _BEGINNING + weeks + _ENDING + quoted


STORY = _story()
