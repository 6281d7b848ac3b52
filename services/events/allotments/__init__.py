"""Places given to a unit or office, which names its guests later; what it has not named by a day goes back."""
