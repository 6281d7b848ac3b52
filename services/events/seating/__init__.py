"""Who sits where: guests by protocol order, from the first row of the hall on."""
