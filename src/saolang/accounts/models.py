"""People, organisations, and roles with a period."""

from __future__ import annotations

from typing import Any

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseCharField, VietnameseTextField
from saolang.core.text import fold_vi

from .enums import OrganisationKind, RoleKind


class UserManager(BaseUserManager["User"]):
    """Makes people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who signs in. There is no superuser: every right comes from a role and a rule."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = VietnameseCharField(_("họ và tên"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    date_joined = models.DateTimeField(_("ngày tạo"), auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    is_staff = False
    is_superuser = False

    objects = UserManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_absolute_url(self) -> str:
        """Address of the person's page in the administration."""
        return reverse("accounts:person", kwargs={"pk": self.pk})

    def get_full_name(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the rule of that name; an unknown permission is refused."""
        return bool(self.is_active and rules.perm_exists(perm) and rules.has_perm(perm, self, obj))

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Organisation(TimeStamped):
    """A body with dates: a department, a committee, a council, a university, a producer.

    Bodies that ended (district committees until 2025-06-30, old provinces) stay: they issued papers that still count.
    """

    code = RandomCodeField()
    kind = models.CharField(_("loại"), max_length=20, choices=OrganisationKind.choices)
    name = VietnameseCharField(_("tên"), max_length=250)
    short_name = VietnameseCharField(_("tên gọn"), max_length=120, blank=True)
    search_text = models.CharField(max_length=400, editable=False, db_index=True)
    unit = models.ForeignKey(
        "places.Unit",
        verbose_name=_("đơn vị hành chính"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    successor = models.ForeignKey(
        "self",
        verbose_name=_("cơ quan kế thừa"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    address = VietnameseTextField(_("địa chỉ trụ sở"), blank=True)

    class Meta:
        verbose_name = _("cơ quan, tổ chức")
        verbose_name_plural = _("cơ quan, tổ chức")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="organisation_period_in_order",
            ),
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold_vi(f"{self.name} {self.short_name}")[:400]
        super().save(*args, **kwargs)


class FormToken(models.Model):
    """A form that has been carried out: its token is spent in the same transaction, so a double click does it once."""

    token = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    spent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.token


class Role(TimeStamped):
    """One person's part in one unit or one organisation, for a period.

    A producer's people count only once the commune has confirmed them (``confirmed_on``); officials are confirmed
    by the act of appointing them. ``valid_to`` is the last day foreseen; ``ended_on`` is the first day on which an
    ended role no longer counts, so that ending one takes effect at once.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(_("vai trò"), max_length=24, choices=RoleKind.choices)
    unit = models.ForeignKey("places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    confirmed_on = models.DateField(_("ngày xác nhận"), null=True, blank=True)
    ended_on = models.DateField(
        _("thôi từ ngày"), null=True, blank=True, help_text=_("Vai trò không còn hiệu lực kể từ ngày này.")
    )
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    basis = VietnameseCharField(_("căn cứ"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, organisation__isnull=True)
                | Q(unit__isnull=True, organisation__isnull=False),
                name="role_has_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="role_period_in_order"
            ),
            models.CheckConstraint(condition=Q(kind__in=RoleKind.values), name="role_kind_known"),
            models.UniqueConstraint(
                fields=["user", "kind", "unit", "valid_from"],
                condition=Q(ended_on__isnull=True),
                name="role_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "organisation", "valid_from"],
                condition=Q(ended_on__isnull=True),
                name="role_once_per_organisation",
            ),
        ]
        indexes = [models.Index(fields=["user", "kind"]), models.Index(fields=["kind", "unit"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} - {self.scope}"

    @property
    def scope(self) -> Any:
        """The unit or the organisation that the role is for."""
        return self.unit or self.organisation
