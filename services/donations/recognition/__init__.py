"""Honours: whom the rules propose for what they gave, who is nominated by hand, and what was decided."""
