"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
application = get_wsgi_application()


def leave_startup_uncollected() -> None:
    """Load the pages, then keep what start-up made out of later garbage collections.

    A full collection looks at every living object; most of them are modules, models and addresses that live as long as
    the server. Looking at them again stops one request in a hundred for some 50 ms.
    """
    get_resolver().url_patterns  # noqa: B018 - imports every page
    gc.collect()
    gc.freeze()


leave_startup_uncollected()
