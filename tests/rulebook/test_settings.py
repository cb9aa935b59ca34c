"""Settings that lower apps act on."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.accounts.models import Organisation
from saolang.core.actors import SYSTEM
from saolang.core.clock import today
from saolang.documents import numbering
from saolang.documents.models import KeptRegister
from saolang.rulebook.domain.settings import set_setting
from tests.factories import OrganisationFactory


@pytest.mark.django_db
def test_papers_are_numbered_by_the_system_only_from_the_day_the_setting_says() -> None:
    body: Organisation = OrganisationFactory()
    day = today()
    KeptRegister.objects.create(holder=body, valid_from=day - dt.timedelta(days=9), source="Quyết định mẫu")
    assert numbering.by_system(body, day) is False
    set_setting(
        key="numbering_by_system", value=True, effective_from=day, source="Quyết định mẫu", reason="Thử", actor=SYSTEM
    )
    assert numbering.by_system(body, day) is True
    assert numbering.by_system(body, day - dt.timedelta(days=1)) is False
    assert numbering.by_system(OrganisationFactory(), day) is False
