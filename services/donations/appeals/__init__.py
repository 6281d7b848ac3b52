"""Appeals: open letters to a list of enterprises (thư kêu gọi), and what came back."""
