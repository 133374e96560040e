"""cleanbill follows every medical bill to its end, under any payer's rules.

people -> care -> payer -> bills -> debt -> relief, in three worlds: today's
plans, today plus a fund that abolishes debt, and one public payer.
"""
