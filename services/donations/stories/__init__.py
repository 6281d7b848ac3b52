"""Stories of houses: told to everybody as far as the household consents, and no longer than it does."""
