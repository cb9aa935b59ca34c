"""Levels and kinds of administrative units."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The three levels; the district level ended on 2025-06-30."""

    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class Kind(models.TextChoices):
    """What a unit is called; the prefix stands before its name."""

    PROVINCE = "province", _("tỉnh")
    CITY = "city", _("thành phố")
    TOWN = "town", _("thị xã")
    URBAN_DISTRICT = "urban_district", _("quận")
    DISTRICT = "district", _("huyện")
    COMMUNE = "commune", _("xã")
    WARD = "ward", _("phường")
    TOWNSHIP = "township", _("thị trấn")
    SPECIAL_ZONE = "special_zone", _("đặc khu")


# Stored names are Vietnamese whatever language a page is shown in.
PREFIX: dict[str, str] = {
    Kind.PROVINCE: "tỉnh",
    Kind.CITY: "thành phố",
    Kind.TOWN: "thị xã",
    Kind.URBAN_DISTRICT: "quận",
    Kind.DISTRICT: "huyện",
    Kind.COMMUNE: "xã",
    Kind.WARD: "phường",
    Kind.TOWNSHIP: "thị trấn",
    Kind.SPECIAL_ZONE: "đặc khu",
}

# A city may be of the province level or of the old district level.
KINDS_OF_LEVEL: dict[str, tuple[Kind, ...]] = {
    Level.PROVINCE: (Kind.PROVINCE, Kind.CITY),
    Level.DISTRICT: (Kind.CITY, Kind.TOWN, Kind.URBAN_DISTRICT, Kind.DISTRICT),
    Level.COMMUNE: (Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE),
}

CODE_LENGTH: dict[str, int] = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}


class AliasKind(models.TextChoices):
    """What an alias is."""

    CODE = "code", _("mã")
    NAME = "name", _("tên")
