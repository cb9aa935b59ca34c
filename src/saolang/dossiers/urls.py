"""Addresses under /ban-lam-viec/ho-so/."""

from django.urls import path, re_path

from .views import commune, criteria, producer, proposals, province, renewal, shared

app_name = "dossiers"
CODE = "<str:code>/"
LETTER = "de-nghi/<str:code>/"
urlpatterns = [
    path("", shared.ListView.as_view(), name="list"),
    path("cua-toi/", producer.OwnListView.as_view(), name="own"),
    path("lap-moi/", producer.OpenView.as_view(), name="open"),
    path("danh-gia-lai/<str:code>/", renewal.RenewView.as_view(), name="renew"),
    path("xa/", commune.CommuneListView.as_view(), name="commune"),
    path("tinh/", province.ProvinceListView.as_view(), name="province"),
    path("dot/", province.RoundsView.as_view(), name="rounds"),
    path("dot/them/", province.ExtraRoundView.as_view(), name="extra_round"),
    path("de-nghi/", proposals.ProposalsView.as_view(), name="proposals"),
    path("de-nghi/lap-moi/", proposals.OpenProposalView.as_view(), name="open_proposal"),
    path("de-nghi/muc/<int:pk>/", proposals.PackageView.as_view(), name="package"),
    path(LETTER, proposals.ProposalView.as_view(), name="proposal"),
    path(LETTER + "them/", proposals.AddView.as_view(), name="proposal_add"),
    path(LETTER + "bo/<str:dossier>/", proposals.RemoveView.as_view(), name="proposal_remove"),
    path(LETTER + "soan/", proposals.DraftView.as_view(), name="proposal_draft"),
    path(LETTER + "gui/", proposals.SendView.as_view(), name="proposal_send"),
    path(CODE, shared.DossierView.as_view(), name="dossier"),
    path(CODE + "phan/thay-doi/", renewal.ChangesView.as_view(), {"section": "thay-doi"}, name="changes"),
    path(CODE + "mang-sang/", renewal.ConfirmCarriedView.as_view(), name="confirm_carried"),
    path(CODE + "danh-gia-ho-so/", renewal.StartAgencyReviewView.as_view(), name="start_agency_review"),
    path(CODE + "phan/<str:section>/", producer.SectionView.as_view(), name="section"),
    path(CODE + "phan-3/", shared.CriteriaView.as_view(), name="criteria"),
    path(CODE + "phan-3/<str:criterion>/", criteria.CriterionView.as_view(), name="criterion"),
    path(CODE + "phan-3/<str:criterion>/gan/", criteria.LinkView.as_view(), name="link"),
    path(CODE + "phan-3/<str:criterion>/bo/<int:link>/", criteria.UnlinkView.as_view(), name="unlink"),
    path(CODE + "nop/", producer.SubmitView.as_view(), name="submit"),
    path(CODE + "xac-nhan/", producer.ConfirmView.as_view(), name="confirm"),
    path(CODE + "chuyen-phieu/", producer.MoveLawView.as_view(), name="move_law"),
    path(CODE + "rut/", producer.WithdrawView.as_view(), name="withdraw"),
    path(CODE + "bo-sung/", producer.SupplementView.as_view(), name="supplement"),
    path(CODE + "hoan-thien/", producer.AnswerCompletionView.as_view(), name="answer"),
    path(CODE + "tiep-nhan/", commune.ReceiveView.as_view(), name="receive"),
    path(CODE + "thanh-phan/", commune.CompositionView.as_view(), name="composition"),
    path(CODE + "mau-03/", commune.ReportView.as_view(), name="report"),
    path(CODE + "yeu-cau-hoan-thien/", commune.CompletionView.as_view(), name="completion"),
    path(CODE + "het-cho/", commune.CloseCompletionView.as_view(), name="close_completion"),
    path(CODE + "khong-de-nghi/", commune.DeclineView.as_view(), name="decline"),
    path(CODE + "ngoai-le/", commune.ExceptionView.as_view(), name="exception"),
    path(CODE + "tiep-nhan-tinh/", province.ReceiveAtProvinceView.as_view(), name="receive_at_province"),
    path(CODE + "vao-dot/", province.PutIntoRoundView.as_view(), name="put_into_round"),
    re_path(
        r"^(?P<code>[0-9A-Z]{10})/(?P<form>mau-01|mau-02|giay-tiep-nhan)\.(?P<kind>pdf|docx)$",
        shared.FormFileView.as_view(), name="form",
    ),
]  # fmt: skip
