"""Fictional data for the style guide page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from saolang.core.clock import now, today
from saolang.core.problems import Problem
from saolang.core.registries import WorkItem
from saolang.core.workdays import add_working_days

from .components import spread_axis
from .forms import FileInput, VnDateField, VnNumberField
from .star_panel import StarPanel, build_star_panel
from .work import grouped


class SampleForm(forms.Form):
    """Every kind of field once."""

    name = forms.CharField(label="Tên sản phẩm", help_text="Như trên bao bì.")
    kind = forms.ChoiceField(label="Loại chủ thể", choices=[("htx", "Hợp tác xã"), ("ho", "Hộ kinh doanh")])
    issued = VnDateField(label="Ngày cấp")
    quantity = VnNumberField(label="Sản lượng mỗi năm (kg)", required=False)
    story = forms.CharField(label="Câu chuyện sản phẩm", widget=forms.Textarea, required=False)
    scan = forms.FileField(
        label="Bản chụp",
        required=False,
        widget=FileInput(accept=".pdf,image/*", max_bytes=20_000_000),
    )
    sme = forms.ChoiceField(
        label="Doanh nghiệp nhỏ và vừa", choices=[("y", "Có"), ("n", "Không")], widget=forms.RadioSelect
    )
    agree = forms.BooleanField(label="Tôi cam kết các thông tin trên là đúng")


def sample_panel() -> StarPanel:
    """Return a panel with everything on it."""
    return build_star_panel(
        title="Tự đánh giá: 3 sao",
        total=Decimal("71.5"),
        band=4,
        star=3,
        parts=[
            {"code": "A", "name": "Sản phẩm, cộng đồng", "points": Decimal("31.5"), "max": 40},
            {"code": "B", "name": "Khả năng tiếp thị", "points": 18, "max": 25},
            {"code": "C", "name": "Chất lượng sản phẩm", "points": 22, "max": 35},
        ],
        held_by=[
            {
                "code": "1.5",
                "name": "Liên kết chuỗi trong sản xuất",
                "star": 4,
                "needs": 2,
                "has": 1,
                "max": 3,
                "url": "#",
            },
            {"code": "9", "name": "Đảm bảo chất lượng sản phẩm", "star": 4, "needs": 3, "has": 1, "max": 5, "url": "#"},
        ],
        advice=[
            {
                "text": "Ký liên kết trên 75 % sản lượng tiêu thụ",
                "note": "Tiêu chí 1.5. Hợp đồng đang có: 62 %",
                "gain": 1,
            },
            {"text": "Có chứng nhận quản lý chất lượng (ISO, HACCP)", "note": "Tiêu chí 9. Chưa có giấy", "gain": 2},
        ],
        goal_total=Decimal("74.5"),
        missing=["4.2", "11"],
        sheet_url="#",
        sheet_label="Phiếu bộ 6",
        try_url="#",
        note="Kết quả này là tự đánh giá, Hội đồng quyết định.",
    )


def _work() -> list[WorkItem]:
    day = today()
    return [
        WorkItem(
            "Mật dừa nước cô chậm",
            "HTX Mẫu Rạch Dừa · số 07-118",
            "#",
            "Gửi đề nghị",
            day - dt.timedelta(days=3),
            -2,
            15,
            15,
            "Chưa gửi tỉnh",
            "act",
        ),
        WorkItem(
            "Bánh tét lá cẩm",
            "Hộ kinh doanh Mẫu Năm · lần đầu · bộ 6",
            "#",
            "Tiếp nhận",
            None,
            None,
            0,
            15,
            "Chờ tiếp nhận",
            "inbox",
        ),
        WorkItem(
            "Cốm dẹp sấy giòn",
            "HTX Mẫu Cầu Kè · số 07-121",
            "#",
            "Lập Mẫu 03",
            add_working_days(day, 3).date,
            3,
            12,
            15,
            "Đang kiểm tra tại xã",
            "work",
        ),
        WorkItem(
            "Gạo lứt sấy rong biển",
            "Tổ hợp tác Mẫu Ba Làng",
            "#",
            "Kiểm tra",
            add_working_days(day, 14).date,
            14,
            1,
            15,
            "Đang kiểm tra tại xã",
            "work",
        ),
        WorkItem(
            "Bánh tráng nước cốt dừa",
            "Cơ sở Mẫu Út Thơm",
            "#",
            "",
            day,
            state_label="chờ chủ thể bổ sung phiếu kiểm nghiệm",
            waiting_for_other=True,
        ),
    ]


def sample() -> dict[str, Any]:
    """Return the context of the style guide."""
    day = today()
    groups, waiting = grouped(_work())
    return {
        "panel": sample_panel(),
        "groups": groups,
        "waiting": waiting,
        "form": SampleForm(),
        "bad_form": SampleForm({"name": "", "issued": "31/2/2026", "quantity": "12,5", "story": "Đã gõ"}),
        "wrong": [
            Problem(
                "evidence_missing",
                "Thiếu giấy chứng nhận quản lý chất lượng.",
                "Tiêu chí 9",
                "Tải lên giấy còn hạn.",
                "#",
            ),
            Problem("samples", "Mới nhận 3 trên 05 sản phẩm mẫu."),
        ],
        "issued": day - dt.timedelta(days=465),
        "ends": day + dt.timedelta(days=630),
        "soon": day + dt.timedelta(days=30),
        "decision_day": day + dt.timedelta(days=90),
        "moment": now(),
        "yesterday": now() - dt.timedelta(days=1, hours=3),
        "steps": [
            {"label": "Nộp", "note": "5/10", "state": "done"},
            {"label": "Tiếp nhận", "note": "7/10", "state": "done"},
            {"label": "Kiểm tra tại xã", "note": "hạn 28/10", "state": "now"},
            {"label": "Đề nghị", "note": "trước 30/10", "state": ""},
            {"label": "Hội đồng", "note": "", "state": ""},
            {"label": "Quyết định", "note": "", "state": ""},
        ],
        "events": [
            {"when": "28/10/2026", "text": "Hạn kiểm tra của UBND xã", "next": True},
            {"at": now(), "text": "Nguyễn Thị Mẫu A sửa Mẫu 03", "note": "nội dung 3"},
            {
                "at": now() - dt.timedelta(days=4),
                "text": "Yêu cầu hoàn thiện hồ sơ",
                "who": "UBND xã Mẫu",
                "reason": "Phiếu kiểm nghiệm quá 12 tháng.",
            },
        ],
        "facts": [("Chủ thể", "HTX Mẫu Cầu Kè"), ("Bộ sản phẩm", "Bộ 6"), ("Số chứng nhận", "")],
        "votes": [(3, False), (1, True), (5, False), (0, True)],
    }


def sample_scoring() -> dict[str, Any]:
    """Return the context of the scoring sample."""

    def cells(codes: str, done: int, current: str = "") -> list[dict[str, Any]]:
        rows = []
        for index, code in enumerate(codes.split()):
            state = "current" if code == current else "zero" if code == "1.2" else "done" if index < done else ""
            rows.append({"code": code, "url": "#", "state": state, "noted": code in ("1.5", "3.5")})
        return rows

    parts = [
        {
            "code": "A",
            "name": "Sản phẩm, cộng đồng",
            "points": 30,
            "max": 40,
            "done": 16,
            "cells": cells("1.1 1.2 1.3 1.4 1.5 1.6 1.7 2.1 2.2 2.3 2.4 3.1 3.2 3.3 3.4 3.5", 16),
        },
        {
            "code": "B",
            "name": "Tiếp thị",
            "points": 3,
            "max": 25,
            "base": 0,
            "now": True,
            "done": 1,
            "cells": cells("4.1 4.2 4.3 5.1 5.2 5.3", 0, "4.1"),
        },
        {
            "code": "C",
            "name": "Chất lượng",
            "points": 0,
            "max": 35,
            "done": 0,
            "cells": cells("6.1 6.2 6.3 6.4 6.5 7 8 9 10 11", 0),
        },
    ]
    options = [
        (1, "Thị trường trong địa bàn cấp xã", 1, 0, "Chưa đủ mức tối thiểu 3 sao"),
        (2, "Ngoài địa bàn cấp xã, có dưới 5 đại diện, đại lý phân phối", 2, 3, "Đủ mức tối thiểu 3 sao"),
        (3, "Ngoài địa bàn cấp xã, có từ 5 đại diện, đại lý phân phối trở lên", 3, 4, "Đủ mức tối thiểu 4 sao"),
        (4, "Thị trường quốc tế, hoặc kênh hiện đại có hợp đồng", 5, 5, "Đủ mức tối thiểu 5 sao"),
        (0, "Không đạt mức nào (0 điểm)", 0, 0, "0 điểm: giữ sản phẩm dưới 3 sao"),
    ]
    return {
        "title": "Cốm dẹp sấy giòn",
        "subtitle": "HTX Mẫu Cầu Kè · phiếu bộ 6 · thành viên Hội đồng: Lê Mẫu Châu",
        "blind_note": "Chỉ mở khi cả 7 người có mặt đã nộp",
        "saved_note": "Đã lưu 09:41",
        "exit_url": "#",
        "strip": {"parts": parts, "total": 33, "base": 30, "done": 17, "count": 32},
        "options": options,
    }


def sample_board() -> dict[str, Any]:
    """Return the context of the disagreement board sample."""
    names = ("An", "Bình", "Châu", "Dung", "Đức", "Hiền", "Sơn")
    totals = list(zip(names, (72, 69, 77, 66, 79, 72, 69), strict=True))
    rows = [
        ("7", "Tính độc đáo", 5, 4, [(3, 0), (1, 1), (3, 0), (1, 1), (3, 0), (3, 0), (1, 1)], 2, "talk"),
        ("9", "Đảm bảo chất lượng sản phẩm", 5, 4, [(1, 1), (1, 1), (3, 0), (1, 1), (3, 0), (1, 1), (1, 1)], 2, "done"),
        ("5.3", "Trí tuệ, bản sắc địa phương", 5, 0, [(3, 0), (3, 0), (5, 0), (1, 0), (3, 0), (3, 0), (3, 0)], 4, ""),
    ]
    axis = spread_axis(totals, mean=72, allowed=10, bands=[(70, "4 sao, từ 70")])
    return {
        "axis": axis,
        "members": names,
        "board": rows,
        "board_totals": totals,
        "reasons": [
            Problem("spread", "Chênh lệch 13 điểm, quá 10: phải thảo luận Đức (79) và Dung (66)."),
            Problem("agree", "Còn 3 trên 4 tiêu chí chưa thống nhất mức.", url="#"),
        ],
    }
