"""The register in the desk: lists, one document, what is missing, what holds."""

from __future__ import annotations

from saolang.ui.views import DeskDetailView

from ..models import RegisteredDocument


class RegisteredView(DeskDetailView):
    """One document."""

    permission = "documents.view_registered"
    template_name = "documents/register/document.html"
    context_name = "document"
    model = RegisteredDocument

    def get_title(self) -> str:
        return str(self.get_object().title)
