"""The statistics behind the questions: pure functions over numbers, no database and no screen."""
