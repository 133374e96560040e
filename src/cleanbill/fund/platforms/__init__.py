"""Gifts from the CSV exports of fundraising platforms: every row a gift, a row given back, or a finding."""

from cleanbill.fund.platforms.layout import Layout, layout, layout_names
from cleanbill.fund.platforms.read import ReadGifts, read_gifts

__all__ = ["Layout", "ReadGifts", "layout", "layout_names", "read_gifts"]
