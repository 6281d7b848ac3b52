"""The command line of Chung Tay: it starts, stops and looks after the product on one machine."""
