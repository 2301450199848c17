"""What an operator does with our accounts on LINE and Telegram: put them in order, and see whether they work."""
