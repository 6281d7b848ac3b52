"""Complaints of citizens: filed without a name, followed by a return code, with a dialogue that nothing cuts off."""
