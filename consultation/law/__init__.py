"""What the law asks of a consultation: its days, its notices with proof, its test, and the clocks that run."""
