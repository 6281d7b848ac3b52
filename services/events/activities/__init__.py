"""What takes place: forum, launch, golf, visits; their quotas, places and programme."""
