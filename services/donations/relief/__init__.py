"""Relief after disasters: a call starts two clocks, for receiving and for handing out."""
