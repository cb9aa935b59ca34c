"""All addresses: the public site at the root, the desk under /ban-lam-viec/, sign-in under /tai-khoan/."""

from django.urls import include, path

DESK = "ban-lam-viec/"
_MOUNTS = [
    (DESK, "saolang.ui.urls"),
    (DESK + "thong-bao/", "saolang.notify.urls"),
    ("tep/", "saolang.files.urls"),
    (DESK + "van-ban/", "saolang.documents.urls"),
    (DESK + "bo-tieu-chi/", "saolang.rulebook.urls"),
    (DESK + "nguoi-dung/", "saolang.accounts.urls"),
    (DESK + "san-pham/", "saolang.producers.urls"),
    (DESK + "so-dang-ky/", "saolang.registry.urls"),
    (DESK + "ho-so/", "saolang.dossiers.urls"),
    (DESK + "hoi-dong/", "saolang.assessment.urls"),
    (DESK + "giam-sat/", "saolang.monitoring.urls"),
    (DESK + "chi-dao/", "saolang.directives.urls"),
    ("phan-anh/", "saolang.monitoring.urls.public"),
    ("giai-dap/", "saolang.directives.urls.public"),
    ("", "saolang.producers.public_urls"),
    ("", "saolang.registry.public_urls"),
    ("", "saolang.portal.urls"),
    ("api/", "saolang.api.urls"),
    ("tai-khoan/", "allauth.urls"),
]
urlpatterns = [path(prefix, include(module)) for prefix, module in _MOUNTS]

handler400 = "saolang.ui.errors.bad_request"
handler403 = "saolang.ui.errors.forbidden"
handler404 = "saolang.ui.errors.not_found"
handler500 = "saolang.ui.errors.server_error"
