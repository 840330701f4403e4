"""Every sentence that the program says about something, by topic; none is written twice."""
