"""What the producer does: signs up, says who it is, brings product and papers, writes and submits the dossier."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from saolang.demo.content import content
from saolang.producers.registration import check_digit
from tests.e2e.pages import fill, path_of, pdf, press, says

NAME = "HTX Mẫu Ấp Chín"
PRODUCT = "Cốm dẹp Mẫu Ấp Chín"
OWNER = {"full_name": "Trần Thị Mẫu Sen", "email": "htx-ap-chin@demo.example", "phone": "0270 111 2233"}
ADDRESS = "Số 9, ấp Mẫu Chín"
SECRETS = (ADDRESS, "Khmer", "Giới tính", "Dân tộc", ">Nữ<", OWNER["phone"], OWNER["email"])
PRODUCT_PAPERS = ("mc_dkkd", "mc_dieu_kien_sx", "mc_nguyen_lieu", "mc_kiem_nghiem")


def tax_numbers() -> tuple[str, str]:
    """A number of no tax office: with a wrong and with its right check digit."""
    body = "990000772"
    right = check_digit(body)
    assert right is not None
    return f"{body}{(right + 1) % 10}", f"{body}{right}"


def sign_up(page: Page, password: str) -> None:
    """Register on the public site; a wrong number is refused and every typed word kept."""
    wrong, right = tax_numbers()
    page.goto("/dang-ky-chu-the/")
    values: dict[str, Any] = {
        "name": NAME,
        "kind": "cooperative",
        "registration_number": wrong,
        "representative": OWNER["full_name"],
        "commune": {"label": "Xã Song Phú"},
        "site_address": "Ấp Mẫu Chín",
        "password": password,
        **OWNER,
    }
    fill(page, values)
    press(page, "Đăng ký")
    says(page, "không đúng: chữ số thứ 10 không khớp với 9 chữ số đầu")
    expect(page.locator("[name=name]")).to_have_value(NAME)
    fill(page, {"registration_number": right, "password": password})
    press(page, "Đăng ký")
    says(page, "Đã đăng ký. UBND xã Song Phú sẽ xác nhận", NAME)


def complete_profile(page: Page) -> None:
    """What every dossier of the producer needs, said once; personal data on its own page."""
    page.goto("/ban-lam-viec/san-pham/")
    press(page, "Sửa thông tin")
    story = content()["producers"][0]
    fill(
        page,
        {
            "established_on": "12/03/2018",
            "representative": OWNER["full_name"],
            "representative_title": "Giám đốc",
            "head_office_address": "Ấp Mẫu Chín",
            "head_office_unit": {"label": "Xã Song Phú"},
            "contact_phone": OWNER["phone"],
            "history_text": story["history"],
            "structure_text": story["structure"],
        },
    )
    press(page, "Lưu")
    says(page, "Đã lưu thông tin chủ thể.")
    press(page, "Sửa thông tin cá nhân")
    fill(page, {"gender": "nu", "ethnicity": "Khmer", "permanent_address": ADDRESS})
    press(page, "Lưu")


def add_product(page: Page) -> None:
    """A product of set 6 with one packing."""
    page.goto("/ban-lam-viec/san-pham/")
    press(page, "Thêm sản phẩm")
    fill(
        page,
        {
            "name": PRODUCT,
            "set_number": "6",
            "stage": "ready",
            "origin": "traditional",
            "summary": "Cốm dẹp của ấp, giã tay mẻ đầu, sấy điện",
            "description": "Hộp 200 g, tiêu chuẩn cơ sở số 01 (mẫu), hạn dùng 9 tháng.",
            "story": "Ngày rằm, cả phum cùng giã cốm. Hợp tác xã giữ cách giã tay cho mẻ đầu.",
        },
    )
    press(page, "Thêm sản phẩm")
    expect(page.locator("h1")).to_have_text(PRODUCT)
    press(page, "Thêm quy cách")
    fill(page, {"name": "Hộp 200 g", "net_content": "200 g", "packaging": "Hộp giấy"})
    press(page, "Lưu")
    says(page, "Hộp 200 g", "còn thiếu 2 giấy bắt buộc")


def add_papers(page: Page) -> None:
    """The compulsory papers and two more, each with its file; dates typed as people write them."""
    rows = {row["kind"]: row for row in content()["evidence"]}
    cabinet = page.get_by_role("link", name="Tủ minh chứng").first.get_attribute("href")
    for number, kind in enumerate(PRODUCT_PAPERS, start=1):
        row = rows[kind]
        page.goto(f"{cabinet}them/?loai={kind}")
        expect(page.locator("[name=kind]")).to_have_value(kind)
        fill(
            page,
            {
                "title": row["title"],
                "number": f"{number:02d}/MẪU",
                "issuer": row["issuer"],
                "issued_on": "3/2/2026",
                "expires_on": "03/02/2029" if row.get("years") else "",
                "files": [pdf(f"giay-{number}.pdf", f"Giay mau {number}")],
            },
        )
        press(page, "Thêm vào tủ")
        says(page, "Đã thêm minh chứng.", row["title"])


def open_dossier(page: Page) -> str:
    """Begin the dossier of the product; return its address."""
    page.goto("/ban-lam-viec/ho-so/lap-moi/")
    fill(page, {"product": {"label": f"{PRODUCT} ({NAME})"}, "kind": "first"})
    press(page, "Lập hồ sơ")
    expect(page).to_have_url(re.compile(r"/ho-so/[0-9A-Z]{10}/$"))
    says(page, PRODUCT, "Đang lập hồ sơ")
    return path_of(page)


def missing(page: Page, dossier: str) -> list[str]:
    """What the page behind "Nộp hồ sơ" names, all at once."""
    page.goto(dossier + "nop/")
    return [text.strip() for text in page.locator("main ol.tasks > li > div > :first-child").all_text_contents()]


def write_forms(page: Page, dossier: str) -> None:
    """Mẫu số 01 and parts I, II and IV of Mẫu số 02, each saved by itself."""
    texts = content()["texts"]
    sections: list[tuple[str, dict[str, Any]]] = [
        ("mau-01", {"sample_count": 5, "pledged": True}),
        ("phan-2", {key: texts[key] for key in texts if key.startswith("part2_")}),
        ("phan-4", {"part4_plan": texts["part4_plan"]}),
    ]
    for key, values in sections:
        page.goto(f"{dossier}phan/{key}/")
        fill(page, values)
        press(page, "Lưu phần này")
        says(page, "Đã lưu")


def assess(page: Page, dossier: str, answers: dict[str, int]) -> None:
    """Choose an option and describe it, criterion by criterion, as the button leads on."""
    codes = list(answers)
    page.goto(f"{dossier}phan-3/{codes[0]}/")
    for code in codes:
        expect(page).to_have_url(re.compile(rf"/phan-3/{re.escape(code)}/$"))
        fill(page, {"option": answers[code], "description": f"Có minh chứng kèm theo cho tiêu chí {code}."})
        press(page, "Lưu" if code == codes[-1] else "Lưu và sang tiêu chí sau")


def change_answer(page: Page, dossier: str, code: str, option: int) -> None:
    """Another option for one criterion."""
    page.goto(f"{dossier}phan-3/{code}/")
    fill(page, {"option": option})
    press(page, "Lưu")


def link_paper(page: Page, dossier: str, code: str, title: str, page_from: int) -> None:
    """Point from a criterion to the page of a paper that shows it."""
    page.goto(f"{dossier}phan-3/{code}/")
    option = page.locator("[name=evidence] option", has_text=title).first.get_attribute("value")
    fill(page, {"evidence": option, "page_from": page_from})
    press(page, "Gắn minh chứng")
    says(page, f"trang {page_from}")


def sign(page: Page, dossier: str) -> None:
    """Hand in the scan of the signed forms."""
    page.goto(f"{dossier}phan/ky/")
    fill(page, {"signed_place": "Song Phú", "file": pdf("mau-01-02-da-ky.pdf", "Mau 01 va 02 da ky")})
    press(page, "Lưu phần này")


def submit(page: Page, dossier: str) -> None:
    """Submit what is complete."""
    page.goto(dossier + "nop/")
    says(page, "Hồ sơ đã đủ.")
    press(page, "Nộp hồ sơ")
    says(page, "Đã nộp hồ sơ. Hồ sơ đang chờ Ủy ban nhân dân xã tiếp nhận.", "Đã nộp, chờ tiếp nhận")
