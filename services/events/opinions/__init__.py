"""What poor people wish and propose, who is to answer, and what they say of the answer."""
