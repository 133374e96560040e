"""The commands of `cleanbill finance`: what a single-payer bill costs whom."""
