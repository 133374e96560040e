"""What single payer costs whom: the bill's taxes, the Trust's budget, households before and after, contracts."""
