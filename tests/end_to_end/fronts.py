"""What comes to the front while a person looks elsewhere."""

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.another_program import another_program
from tests.end_to_end.journey import go
from tests.end_to_end.workplace import Workplace
from tests.waiting import until


def wizard_comes_to_the_front(at: Workplace) -> None:
    """Approve, and choose the way back, with another program in front each time."""
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    go(journey.go_to_stripe(at.person, at.browser))
    with another_program(at.desktop):
        go(journey.approve(at.browser))
        until(lambda: labels.WIZARD in at.desktop.active_window_title(), "the wizard at the front")
    with another_program(at.desktop):
        at.browser.press(labels.RETURN_TO_M3TER)
        until(
            lambda: labels.WIZARD in at.desktop.active_window_title(),
            "the wizard at the front again",
        )
