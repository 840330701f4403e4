"""What a person is told beside the pages: in notices above the list, on the desktop, aloud."""
