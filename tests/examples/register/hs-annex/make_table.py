"""Writes table.xlsx beside itself: two sheets, a title over the header, numbers as numbers."""

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

book = Workbook()
book.properties.created = book.properties.modified = datetime(2026, 5, 8)
sheet = book.active
sheet.title = "附件1"
for row in (
    ["附件1　绿色通道商品编码表"],
    [],
    ["序号", "商品编码", "商品名称", "监管条件", "税率"],
    [1, 8430410000, "自推进的凿井机械", "A", 0.05],
    [2, "8479101000", "摊铺机", "A", 0.08],
    [2, "8479101000", "摊铺机", "B", 0.1],
    ["合计", None, None, None, None],
):
    sheet.append(row)
sheet.merge_cells("A1:E1")
notes = book.create_sheet("说明")
notes.append(["商品编码", "商品名称", "监管条件"])
notes.append(["0000000000", "示例", "-"])
book.save(Path(__file__).with_name("table.xlsx"))
