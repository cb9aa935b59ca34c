"""Addresses of the producers' desk, under /ban-lam-viec/san-pham/."""

from django.urls import path

from .views import evidence, people, producer, products, staff, tools

app_name = "producers"
P = "chu-the/<str:code>/"
E = "minh-chung/<str:code>/"
urlpatterns = [
    path("", producer.HomeView.as_view(), name="home"),
    path("chu-the/", staff.ProducerListView.as_view(), name="producers"),
    path("chu-the/cho-xac-nhan/", staff.WaitingListView.as_view(), name="waiting"),
    path("chu-the/ghi-trung/", tools.DuplicatesView.as_view(), name="duplicates"),
    path("gop/<str:code>/", tools.MergeRecordView.as_view(), name="merge_record"),
    path("gop/<str:code>/hoan-tac/", tools.UndoMergeView.as_view(), name="merge_undo"),
    path("chu-the/<str:code>/gop/<str:other>/", tools.MergeView.as_view(), name="merge"),
    path("<str:code>/gop/<str:other>/", tools.MergeProductsView.as_view(), name="merge_products"),
    path(P + "ngung/", tools.CeaseView.as_view(), name="cease"),
    path(P + "hoat-dong-lai/", tools.ResumeView.as_view(), name="resume"),
    path(P + "dieu-chinh/", tools.RenameView.as_view(), name="rename"),
    path(P, producer.ProducerView.as_view(), name="producer"),
    path(P + "xac-nhan/", staff.ConfirmProducerView.as_view(), name="confirm"),
    path(P + "khong-xac-nhan/", staff.RefuseProducerView.as_view(), name="refuse"),
    path(P + "gui-lai/", producer.ReapplyView.as_view(), name="reapply"),
    path(P + "thong-tin/", producer.ProfileView.as_view(), name="profile"),
    path(P + "nguoi-dai-dien/", producer.RepresentativeView.as_view(), name="representative"),
    path(P + "co-so/them/", producer.SiteEditView.as_view(), name="site_add"),
    path(P + "co-so/<int:site>/", producer.SiteEditView.as_view(), name="site_edit"),
    path("co-so/<int:pk>/xoa/", producer.SiteRemoveView.as_view(), name="site_remove"),
    path(P + "san-pham/them/", products.ProductAddView.as_view(), name="product_add"),
    path(P + "minh-chung/", evidence.CabinetView.as_view(), name="cabinet"),
    path(P + "minh-chung/them/", evidence.EvidenceAddView.as_view(), name="evidence_add"),
    path(P + "nguoi-lam-ho-so/", people.PeopleView.as_view(), name="people"),
    path(P + "nguoi-lam-ho-so/uy-quyen/", people.HelperAddView.as_view(), name="helper_add"),
    path(P + "nguoi-lam-ho-so/nhan-vien/", people.StaffAddView.as_view(), name="staff_add"),
    path(P + "nguoi-lam-ho-so/nhan-vien/<int:role>/", people.StaffEndView.as_view(), name="staff_end"),
    path("uy-quyen/<int:pk>/ket-thuc/", people.AuthorisationEndView.as_view(), name="authorisation_end"),
    path(E, evidence.EvidenceView.as_view(), name="evidence"),
    path(E + "sua/", evidence.EvidenceEditView.as_view(), name="evidence_edit"),
    path(E + "tep/", evidence.EvidenceFilesView.as_view(), name="evidence_files"),
    path(E + "thay/", evidence.EvidenceReplaceView.as_view(), name="evidence_replace"),
    path(E + "ngung/", evidence.EvidenceRetireView.as_view(), name="evidence_retire"),
    path(E + "tieu-chi/", evidence.LinkView.as_view(), name="evidence_link"),
    path("tep-minh-chung/<int:pk>/go/", evidence.FileRemoveView.as_view(), name="file_remove"),
    path("tieu-chi/<int:pk>/go/", evidence.UnlinkView.as_view(), name="unlink"),
    path("quy-cach/<int:pk>/xoa/", products.VariantRemoveView.as_view(), name="variant_remove"),
    path("anh/<int:pk>/go/", products.PhotoRemoveView.as_view(), name="photo_remove"),
    path("anh/<int:pk>/dai-dien/", products.PhotoFirstView.as_view(), name="photo_first"),
    path("mien-giay/<int:pk>/bo/", products.ExemptionDropView.as_view(), name="exemption_drop"),
    path("<str:code>/", products.ProductView.as_view(), name="product"),
    path("<str:code>/sua/", products.ProductEditView.as_view(), name="product_edit"),
    path("<str:code>/quy-cach/them/", products.VariantEditView.as_view(), name="variant_add"),
    path("<str:code>/quy-cach/<int:variant>/", products.VariantEditView.as_view(), name="variant_edit"),
    path("<str:code>/anh/", products.PhotosAddView.as_view(), name="photos"),
    path("<str:code>/mien-giay/<str:kind>/", products.ExemptionView.as_view(), name="exemption"),
]
