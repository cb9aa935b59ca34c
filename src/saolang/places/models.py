"""Administrative units with their periods, what became of them, and other codes and names that lead to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saolang.core import clock
from saolang.core.db import TimeStamped, VietnameseCharField
from saolang.core.text import fold_vi

from .enums import KINDS_OF_LEVEL, PREFIX, AliasKind, Kind, Level

Box = tuple[float, float, float, float]


class UnitQuerySet(models.QuerySet["Unit"]):
    """Composable filters."""

    def on(self, date: dt.date | None = None) -> UnitQuerySet:
        """Units that exist on a date (default today)."""
        date = date or clock.today()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=date), Q(valid_to__isnull=True) | Q(valid_to__gte=date)
        )

    def light(self) -> UnitQuerySet:
        """Without the boundary, which may be large."""
        return self.defer("boundary")


class Unit(TimeStamped):
    """A province, district or commune during one period.

    A code alone does not name a unit: new communes often took over the code of an old one. Identity is level, code and
    period. ``valid_from`` None means "since before our data", ``valid_to`` None means "still exists"; both days count.
    """

    level = models.CharField(_("cấp"), max_length=10, choices=Level.choices)
    code = models.CharField(_("mã"), max_length=5)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    name = VietnameseCharField(_("tên"), max_length=100)
    full_name = VietnameseCharField(_("tên đầy đủ"), max_length=120, help_text=_("Có loại đứng trước: “Xã Song Phú”."))
    search_text = models.CharField(max_length=400, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("trực thuộc")
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    lat = models.FloatField(_("vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("kinh độ"), null=True, blank=True)
    point_of_parent = models.BooleanField(_("điểm của đơn vị cấp trên"), default=False)
    area_km2 = models.FloatField(_("diện tích (km²)"), null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    bbox_computed = models.BooleanField(_("khung do phần mềm tính"), default=False)
    boundary = models.JSONField(_("ranh giới"), null=True, blank=True)
    boundary_source = VietnameseCharField(_("nguồn ranh giới"), max_length=200, blank=True)
    source = VietnameseCharField(_("nguồn"), max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["level", "code", "-valid_from"]
        indexes = [models.Index(fields=["level", "code"]), models.Index(fields=["level", "valid_to"])]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code"], condition=Q(valid_to__isnull=True), name="places_unit_code_current"
            ),
            models.UniqueConstraint(
                fields=["level", "code"], condition=Q(valid_from__isnull=True), name="places_unit_code_first"
            ),
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="places_unit_code_period"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_unit_period",
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent__isnull=True) | (~Q(level="province") & Q(parent__isnull=False)),
                name="places_unit_parent",
            ),
            models.CheckConstraint(
                condition=Q(level="province", kind__in=KINDS_OF_LEVEL[Level.PROVINCE])
                | Q(level="district", kind__in=KINDS_OF_LEVEL[Level.DISTRICT])
                | Q(level="commune", kind__in=KINDS_OF_LEVEL[Level.COMMUNE]),
                name="places_unit_kind",
            ),
            # A comparison with NULL is unknown and would pass: each case says what is null.
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="places_unit_point",
            ),
            models.CheckConstraint(
                condition=Q(
                    south__isnull=True, west__isnull=True, north__isnull=True, east__isnull=True, bbox_computed=False
                )
                | Q(
                    south__isnull=False,
                    west__isnull=False,
                    north__isnull=False,
                    east__isnull=False,
                    north__gte=F("south"),
                    east__gte=F("west"),
                ),
                name="places_unit_box",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill what follows from kind, name and parent."""
        self.fill_names()
        super().save(*args, **kwargs)

    def fill_names(self) -> None:
        """Set ``full_name`` and ``search_text``."""
        self.full_name = full_name(self.kind, self.name)
        above = self.parent.search_text if self.parent else ""
        # A space before every word, so that " tra" finds words that begin with "tra".
        self.search_text = f" {fold_vi(self.full_name)}{above}"[:400]

    @property
    def is_current(self) -> bool:
        """Say whether the unit exists today."""
        return self.exists_on(clock.today())

    def exists_on(self, date: dt.date) -> bool:
        """Say whether the unit exists on a date."""
        return (self.valid_from is None or self.valid_from <= date) and (self.valid_to is None or date <= self.valid_to)

    @property
    def label(self) -> str:
        """The name as it stands inside a sentence: "xã Song Phú"."""
        return self.full_name[:1].lower() + self.full_name[1:]

    @property
    def path(self) -> str:
        """The name with the units above it: "xã Song Phú, tỉnh Vĩnh Long"."""
        return f"{self.label}, {self.parent.path}" if self.parent else self.label

    @property
    def province(self) -> Unit:
        """The province of this unit, or itself."""
        return self.parent.province if self.parent else self

    @property
    def box(self) -> Box | None:
        """South, west, north, east in degrees; None when unknown."""
        if self.south is None or self.west is None or self.north is None or self.east is None:
            return None
        return self.south, self.west, self.north, self.east

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees; None when unknown."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


def full_name(kind: str, name: str) -> str:
    """Return a name with its kind before it: "Xã Song Phú"."""
    prefix = PREFIX[kind]
    return f"{prefix[:1].upper()}{prefix[1:]} {name}"


class UnitSuccession(models.Model):
    """One unit that took over an old one, whole or in part."""

    old = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="successions", verbose_name=_("đơn vị cũ"))
    new = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="origins", verbose_name=_("đơn vị mới"))
    partial = models.BooleanField(_("một phần"), default=False)
    effective_on = models.DateField(_("từ ngày"))
    legal_source = VietnameseCharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("chuyển tiếp đơn vị")
        verbose_name_plural = _("chuyển tiếp đơn vị")
        ordering = ["old_id", "new_id"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="places_succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="places_succession_other"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class UnitAlias(models.Model):
    """Another code or name that leads to a unit."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("đơn vị"))
    kind = models.CharField(_("loại"), max_length=4, choices=AliasKind.choices)
    value = VietnameseCharField(_("mã hoặc tên"), max_length=120)
    folded = models.CharField(max_length=120, editable=False, db_index=True)
    source = VietnameseCharField(_("nguồn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("mã, tên khác của đơn vị")
        verbose_name_plural = _("mã, tên khác của đơn vị")
        ordering = ["unit_id", "value"]
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "folded"], name="places_alias_once")]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded value in step."""
        self.folded = fold_vi(self.value)
        super().save(*args, **kwargs)
