"""Evidence: photos and files of a visit, with hash, time, place and who."""
