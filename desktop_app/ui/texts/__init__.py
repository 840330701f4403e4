"""The sentences that the program shows, by topic. No sentence is written twice."""
