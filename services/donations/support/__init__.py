"""Support for households: proposed, verified, approved by two people, paid; held while findings are open."""
