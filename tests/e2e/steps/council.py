"""What advisers, secretary, members and chair of the council do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages import fill, path_of, press, says, silent_about
from tests.e2e.steps import producer

COUNCIL = "/ban-lam-viec/hoi-dong/"


def appraise(page: Page) -> None:
    """The adviser reports on the dossier and hands the report in."""
    page.goto(COUNCIL + "to-tu-van/")
    press(page, producer.PRODUCT)
    fill(
        page,
        {
            "text": "Hồ sơ đầy đủ theo quy định; đã đối chiếu bản gốc giấy tờ.",
            "surveyed_on": "5/9/2026",
            "survey_text": "Xưởng đang sản xuất, khu sơ chế tách khỏi khu đóng gói.",
            "conclusion": "ready",
        },
    )
    press(page, "Lưu và gửi Hội đồng")
    says(page, "Đã gửi báo cáo cho Hội đồng.")


def plan(page: Page, *, held_on: str) -> str:
    """Put a session into the calendar and the dossier before it; return the session's address."""
    page.goto(COUNCIL)
    press(page, "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh (mẫu)")
    press(page, "Lên lịch phiên họp")
    fill(page, {"round": {"label": "Đợt 2 năm 2026"}, "held_on": held_on, "place": "Phòng họp mẫu"})
    press(page, "Lên lịch")
    says(page, "Đã lên lịch phiên họp.")
    session = path_of(page)
    page.locator("main label", has_text=producer.PRODUCT).get_by_role("checkbox").check()
    press(page, "Đưa vào phiên")
    says(page, "Đã đưa hồ sơ vào phiên họp.", producer.PRODUCT)
    return session


def take_attendance(page: Page, session: str, *, absent: dict[str, str]) -> None:
    """Mark everybody; an absence without its reason is refused and nothing is kept of it."""
    page.goto(session + "diem-danh/")
    rows = page.locator("main .roll > li")
    for row in rows.all():
        away = next((name for name in absent if name in row.inner_text()), None)
        row.get_by_label("Vắng" if away else "Có mặt", exact=True).check()
    press(page, "Lưu điểm danh")
    says(page, "lý do")
    for name, reason in absent.items():
        rows.filter(has_text=name).locator("[type=text]").fill(reason)
    press(page, "Lưu điểm danh")
    says(page, "Đã lưu điểm danh.", *absent.values())


def open_session(page: Page, session: str, *, chair: str) -> None:
    """Open it with its chair."""
    page.goto(session)
    says(page, "Đủ thành phần: 6/7")
    press(page, "Khai mạc phiên họp")
    option = page.locator("[name=chaired_by] option", has_text=chair).get_attribute("value")
    fill(page, {"chaired_by": option})
    press(page, "Khai mạc phiên họp")
    says(page, "Đã khai mạc phiên họp.")


def start_scoring(page: Page, session: str) -> str:
    """Give out the sheets; return the address of the dossier before the council."""
    page.goto(session)
    press(page, "Bắt đầu cho điểm")
    says(page, "Đã phát phiếu cho các thành viên có mặt.")
    page.goto(session)
    press(page, producer.PRODUCT)
    expect(page).to_have_url(re.compile(r"/hoi-dong/ho-so/"))
    return path_of(page)


def begin(page: Page, item: str) -> None:
    """From the list of own sheets to the first criterion."""
    page.goto(COUNCIL + "phieu-cua-toi/")
    press(page, producer.PRODUCT)
    expect(page).to_have_url(item + "cho-diem/1.1/")


def score_by_keys(page: Page, item: str, ticks: dict[str, int]) -> None:
    """A number chooses, Enter goes on; the running total follows the keys."""
    begin(page, item)
    for code, option in ticks.items():
        expect(page).to_have_url(f"{item}cho-diem/{code}/")
        page.keyboard.press(str(option))
        expect(page.locator(f"[name=option][value='{option}']")).to_be_checked()
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page).to_have_url(item + "cho-diem/nop/")


def score_by_form(page: Page, item: str, ticks: dict[str, int]) -> None:
    """Choose and press on: the whole sheet without a script."""
    begin(page, item)
    for code, option in ticks.items():
        expect(page).to_have_url(f"{item}cho-diem/{code}/")
        fill(page, {"option": option})
        page.locator("[data-next]").click()
    expect(page).to_have_url(item + "cho-diem/nop/")


def score_by_saving(page: Page, item: str, ticks: dict[str, int]) -> None:
    """Choose without pressing on: every tick saves itself; the first pages by hand, the others as the script sends."""
    codes = list(ticks)
    for code in codes[:3]:
        page.goto(f"{item}cho-diem/{code}/")
        with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
            page.locator(f".opts label:has([value='{ticks[code]}'])").click()
        assert saved.value.status == 200
        assert set(saved.value.json()) == {"version", "saved_at"}
        expect(page.locator("[data-save-state]").first).to_contain_text("lưu")
        page.reload()
        expect(page.locator(f"[name=option][value='{ticks[code]}']")).to_be_checked()
    score_quickly(page, item, {code: ticks[code] for code in codes[3:]})


def score_quickly(page: Page, item: str, ticks: dict[str, int | None]) -> None:
    """Send the forms of the scoring pages without showing each: this member is not the one looked at."""
    page.goto(item + "cho-diem/nop/")
    version = page.locator("main [name=version]").first.input_value()
    token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    for code, option in ticks.items():
        if option is None:
            continue
        sent = {"csrfmiddlewaretoken": token, "version": version, "option": str(option), "note": ""}
        headers = {"Accept": "application/json", "X-Autosave": "1", "Referer": page.url}
        answer = page.request.post(f"{item}cho-diem/{code}/", form=sent, headers=headers)
        assert answer.status == 200, answer.text()
        version = str(answer.json()["version"])


def submit_sheet(page: Page, item: str, *, missing: list[str], last: bool) -> None:
    """Hand the sheet in; what is unanswered is listed first and answered with "Không đạt mức nào"."""
    page.goto(item + "cho-diem/nop/")
    assert page.locator(".note--act .crit").all_text_contents() == missing
    if missing:
        press(page, "Nộp phiếu", within=page.locator("#nop-phieu"))
        says(page, "Còn 1 tiêu chí chưa cho điểm")
        for code in missing:
            page.goto(f"{item}cho-diem/{code}/")
            fill(page, {"option": 1})
            with page.expect_navigation():
                page.locator("[data-next]").click()
        page.goto(item + "cho-diem/nop/")
    press(page, "Nộp phiếu", within=page.locator("#nop-phieu"))
    says(
        page, "Mọi người có mặt đã nộp, các phiếu được mở." if last else "Các phiếu chỉ mở khi mọi người có mặt đã nộp."
    )


def sees_no_values(page: Page, item: str, *, submitted: int) -> None:
    """Before the last sheet is in, the dossier's page tells who has handed in and no value at all."""
    page.goto(item)
    says(page, f"{submitted} / 5 phiếu đã nộp. Điểm chỉ hiện khi mọi người có mặt đã nộp.")
    silent_about(page.content(), ["bảng điểm Hội đồng", "Trung bình", "73,", "Tiêu chí theo chênh lệch"])
    assert page.locator("main a[href*='/hoi-dong/phieu/']").count() == 0


def see_disagreement(page: Page, item: str, *, criterion: str, totals: tuple[str, ...], mean: str) -> None:
    """The board: totals of the members, the mean, and the one minimum on which they differ."""
    page.goto(item)
    says(page, "Chờ thống nhất")
    assert tuple(page.locator("tr.tot td[data-m]").all_text_contents()) == totals
    expect(page.locator(".spread__h")).to_contain_text(mean)
    assert page.locator("tr.open .crit").all_text_contents() == [criterion]
    expect(page.get_by_role("button", name="Kết luận", exact=True)).to_have_attribute("aria-disabled", "true")
    says(page, f"Phiếu nằm hai bên mức tối thiểu ở tiêu chí {criterion}.")


def agree(page: Page, item: str, *, criterion: str, option: int) -> None:
    """The council agrees one option; the mean stays."""
    page.goto(item)
    form = page.locator(f"form[action*='thong-nhat/{criterion}']")
    fill(form, {"option": option, "reason": "Hội đồng xem bản gốc giấy chứng nhận HACCP còn hiệu lực."})
    press(page, "Ghi vào biên bản")
    says(page, "điểm trung bình không đổi.", "Thống nhất:")


def conclude(page: Page, item: str, *, mean: str, star: int) -> None:
    """The chair concludes."""
    page.goto(item)
    press(page, "Kết luận")
    says(page, "Đã ghi kết luận của Hội đồng.", f"tổng điểm trung bình {mean}, {star} sao")


def close_session(page: Page, session: str) -> None:
    """Close it."""
    page.goto(session)
    press(page, "Bế mạc phiên họp")
    says(page, "Đã bế mạc phiên họp.")
