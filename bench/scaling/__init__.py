"""What a gift costs in each part, on several layouts of the product; and what loads of many provinces would need."""
