"""Words of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """Kinds of bodies that people act for; a body that no longer exists keeps its row, with an end date."""

    PRODUCER = "producer", _("Chủ thể OCOP")
    COMMITTEE = "committee", _("Ủy ban nhân dân")
    DEPARTMENT = "department", _("Sở, ngành")
    OCOP_OFFICE = "ocop_office", _("Cơ quan tham mưu OCOP cấp tỉnh")
    MINISTRY = "ministry", _("Bộ")
    COUNCIL = "council", _("Hội đồng đánh giá, phân hạng")
    ADVISORY_GROUP = "advisory_group", _("Tổ tư vấn Hội đồng")
    UNIVERSITY = "university", _("Trường, viện")
    STEERING = "steering", _("Ban Chỉ đạo")
    ASSOCIATION = "association", _("Hội, hiệp hội")
    ADVISER = "adviser", _("Đơn vị tư vấn")
    OTHER = "other", _("Tổ chức khác")


class RoleKind(models.TextChoices):
    """What a person does, always within a unit or an organisation and for a period."""

    PRODUCER_OWNER = "producer_owner", _("Chủ thể")
    PRODUCER_STAFF = "producer_staff", _("Nhân viên của chủ thể")
    DOSSIER_HELPER = "dossier_helper", _("Người hỗ trợ lập hồ sơ")
    COMMUNE_OFFICER = "commune_officer", _("Cán bộ OCOP xã")
    COMMUNE_LEADER = "commune_leader", _("Lãnh đạo UBND xã")
    PROVINCE_OFFICER = "province_officer", _("Cán bộ OCOP tỉnh")
    DEPARTMENT_OFFICER = "department_officer", _("Cán bộ sở, ngành")
    COUNCIL_CHAIR = "council_chair", _("Chủ tịch Hội đồng")
    COUNCIL_DEPUTY = "council_deputy", _("Phó Chủ tịch Hội đồng")
    COUNCIL_SECRETARY = "council_secretary", _("Thư ký Hội đồng")
    COUNCIL_MEMBER = "council_member", _("Ủy viên Hội đồng")
    ADVISORY_MEMBER = "advisory_member", _("Thành viên Tổ tư vấn")
    INSPECTOR = "inspector", _("Cán bộ kiểm tra, giám sát")
    BODY_OFFICER = "body_officer", _("Cán bộ đầu mối cơ quan, tổ chức")
    STEERING_SECRETARY = "steering_secretary", _("Thư ký Ban Chỉ đạo, văn thư")
    LEADER = "leader", _("Lãnh đạo (xem)")
    AUDITOR = "auditor", _("Kiểm toán, thanh tra")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


PRODUCER_ROLES = (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF, RoleKind.DOSSIER_HELPER)
COMMUNE_ROLES = (RoleKind.COMMUNE_OFFICER, RoleKind.COMMUNE_LEADER)
COUNCIL_ROLES = (
    RoleKind.COUNCIL_CHAIR,
    RoleKind.COUNCIL_DEPUTY,
    RoleKind.COUNCIL_SECRETARY,
    RoleKind.COUNCIL_MEMBER,
)
PROVINCE_ROLES = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER, RoleKind.AUDITOR)
