"""Addresses of the public site."""

from django.urls import path, re_path

from . import proof_views, views

app_name = "portal"
urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("san-pham/", views.CatalogueView.as_view(), name="catalogue"),
    path("san-pham/<str:code>/", views.ProductView.as_view(), name="product"),
    path("kiem-tra/", views.VerifyView.as_view(), name="verify"),
    path("g/<str:code>/", views.CertificateView.as_view(), name="certificate"),
    re_path(r"^G/(?P<code>[^/]+)/$", views.CertificateView.as_view(), name="certificate_upper"),
    path("minh-chung/", proof_views.TreeView.as_view(), name="proofs"),
    path("minh-chung/moc.txt", proof_views.CheckpointView.as_view(), name="checkpoint"),
    path("minh-chung/noi-moc.json", proof_views.GrowthView.as_view(), name="growth"),
    path("minh-chung/dinh-dang.md", proof_views.FormatView.as_view(), name="proof_format"),
    path("minh-chung/<str:code>/", proof_views.ProofView.as_view(), name="proof"),
    path("minh-chung/<str:code>.json", proof_views.ProofFileView.as_view(), name="proof_file"),
    path("sao-ocop/", views.StarsView.as_view(), name="stars"),
    path("cach-xep-thu-tu/", views.OrderView.as_view(), name="order"),
    path("robots.txt", views.RobotsView.as_view(), name="robots"),
    path("sitemap.xml", views.SitemapView.as_view(), name="sitemap"),
    path("favicon.ico", views.FaviconView.as_view(), name="favicon"),
]
