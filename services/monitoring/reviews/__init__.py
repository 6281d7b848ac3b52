"""Reviews of draft documents (phản biện xã hội): asked for, held, concluded, answered point by point."""
