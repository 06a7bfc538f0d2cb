"""What is said when the process ends itself: where it happened, never what stood in the rows."""

from proffer.store.stop import where

ROW = "Failing row contains (Dear support, …)"


def test_the_frames_of_every_cause_are_told_and_none_of_their_words() -> None:
    try:
        try:
            raise ValueError(ROW)
        except ValueError as cause:
            raise RuntimeError("the store cannot go on") from cause
    except RuntimeError as trouble:
        told = where(trouble)
    assert told.index("RuntimeError") < told.index("ValueError")
    assert told.count("test_stop.py") == 2
    assert ROW not in told


def test_an_exception_that_is_its_own_cause_is_told_once() -> None:
    trouble = RuntimeError("once")
    trouble.__cause__ = trouble
    assert where(trouble).count("RuntimeError") == 1
