"""What the person is told beside the pages: notices, notifications and announcements."""
