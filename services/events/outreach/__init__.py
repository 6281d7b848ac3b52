"""What was told of the campaign: articles, broadcasts, meetings."""
