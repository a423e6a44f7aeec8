"""What is given out on paper: a handout for those who take part, a guide for whoever leads the workshop."""
