"""The main job with nothing but a keyboard."""

from tests.end_to_end import keyboard_journey
from tests.end_to_end.workplace import Workplace


def test_a_credential_is_created_copied_and_deleted_by_keyboard(workplace: Workplace) -> None:
    keyboard_journey.create_copy_and_delete(workplace)
