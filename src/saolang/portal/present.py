"""What public pages show of a product: cards, drawings, words. Answers come from the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.text import fold_vi, format_date
from saolang.registry.catalogue import Item
from saolang.registry.enums import Validity

SOON_DAYS = 180
_BY_WORD = (
    ("banh tet", "a-banhtet"),
    ("keo dua", "a-keodua"),
    ("dua sap", "a-duasap"),
    ("mat hoa dua", "a-mathoadua"),
    ("dua nuoc", "a-duanuoc"),
    ("com dep", "a-comdep"),
    ("buoi ", "a-buoi"),
    ("chieu ", "a-chieu"),
    ("gom ", "a-gom"),
    ("tom ", "a-tom"),
)
_BY_SET = {3: "a-lua", 26: "a-ghe"}
_ANY = "a-gio"
"""A basket: a drawing of one thing never stands for another."""
_GROUNDS = ("leaf", "sun", "clay", "river", "rose", "sand")


@dataclass(frozen=True, slots=True)
class Card:
    """A product card of a list."""

    name: str
    url: str
    maker: str
    place: str
    star: int
    star_words: str
    validity: str
    state: str
    icon: str
    photo: str
    drawing: str
    ground: str
    warning: str = ""


def product_url(product: Any) -> str:
    """Public address of a product."""
    return reverse("portal:product", kwargs={"code": product.code})


def drawing_of(product: Any) -> tuple[str, str]:
    """The drawing and its ground that stand in for a photo."""
    name = f" {fold_vi(product.name)} "
    drawing = next((art for word, art in _BY_WORD if f" {word}" in name), "") or _BY_SET.get(product.set_number, _ANY)
    return drawing, _GROUNDS[sum(map(ord, name)) % len(_GROUNDS)]


def photo_url(product: Any, width: int = 640) -> str:
    """Address of the first photo, or empty."""
    photos = list(product.photos.all())
    return f"{reverse('files:thumb', kwargs={'code': photos[0].file.code})}?w={width}" if photos else ""


def tone_of(answer: Any) -> str:
    """The look of an answer: a star that ends within half a year is amber."""
    if answer is None:
        return "soon"
    if answer.validity == Validity.VALID and answer.through and (answer.through - answer.on).days <= SOON_DAYS:
        return "soon"
    return str(answer.tone)


def icon_of(answer: Any) -> str:
    """The icon of an answer: the state is never colour alone."""
    if answer is None or answer.validity == Validity.UNKNOWN_TERM:
        return "circle-help"
    return {"valid": "circle-check", "soon": "clock", "was": "hourglass", "off": "ban"}[tone_of(answer)]


def short_words(answer: Any) -> str:
    """The state in a few words with its day."""
    if answer is None:
        return _("Nguồn không nêu hạng sao")
    day = format_date(answer.through)
    if answer.validity == Validity.PROLONGED:
        return _("Kéo dài hiệu lực, muộn nhất đến %(day)s") % {"day": day}
    if answer.is_valid:
        words = _("Sắp hết hạn: %(day)s") if tone_of(answer) == "soon" else _("Còn hiệu lực đến %(day)s")
        return words % {"day": day}
    if answer.validity == Validity.EXPIRED:
        return _("Hết hiệu lực sau ngày %(day)s") % {"day": day}
    return str(answer.label)


def card(item: Item) -> Card:
    """The card of a product. Stars are drawn only while they count."""
    product, answer = item.product, item.answer
    drawing, ground = drawing_of(product)
    words = answer.star_words if answer else ""
    if item.potential_five and not (answer and answer.is_valid):
        words = _("Tiềm năng 5 sao")
    return Card(
        name=product.name,
        url=product_url(product),
        maker=product.producer.organisation.name,
        place=product.made_in.label if product.made_in else "",
        star=answer.star_shown if answer else 0,
        star_words=str(words),
        validity=short_words(answer),
        state=tone_of(answer),
        icon=icon_of(answer),
        photo=photo_url(product, 320),
        drawing=drawing,
        ground=ground,
        warning=_("Đang bị tạm ngừng lưu thông") if item.suspensions else "",
    )
