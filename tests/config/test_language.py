"""Everybody reads Vietnamese, also on the pages and in the letters that packages bring."""

from __future__ import annotations

import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import allauth
import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext, ngettext

from tests.factories import PASSWORD, make_user

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/saolang/config/locale/vi/LC_MESSAGES/django.po"
PACKAGE = Path(allauth.__file__).parent
READS_AS_ENGLISH = "en-GB,en;q=0.9"

# Part of allauth that this site does not install or show.
ELSEWHERE = re.compile(r"socialaccount|idp/|openid|admin\.py|headless")
# Names that stay as they are, and Vietnamese syllables without marks that happen to be English words.
ALLOWED = {"app", "qr", "ip", "pin", "javascript", "totp", "otp", "passkey", "mail"}
ALLOWED |= {"to", "can", "do", "no", "on", "so", "in", "an", "the", "he", "me"}


def compiler() -> ModuleType:
    """The script that compiles catalogues."""
    spec = importlib.util.spec_from_file_location("compile_messages", ROOT / "scripts/compile-messages.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown_messages() -> list[str]:
    """Ids that allauth's own catalogues list for the parts in use."""
    text = (PACKAGE / "locale/pl/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    blocks = [block for block in text.split("\n\n") if "\n#~" not in f"\n{block}"]
    wanted = []
    for block in blocks:
        places = re.findall(r"^#: (.+)$", block, re.MULTILINE)
        if places and not all(ELSEWHERE.search(place) for line in places for place in line.split()):
            wanted.append(re.sub(r"^#.*\n", "", block, flags=re.MULTILINE))
    return wanted


def english_words() -> set[str]:
    """Words of the English texts that could leak."""
    words: set[str] = set()
    for block in shown_messages():
        english = block.split("msgstr")[0]
        words.update(re.findall(r"[a-z]+", re.sub(r"%\(\w+\)s|msgid(_plural)?|msgctxt|<[^>]+>", " ", english).lower()))
    return {word for word in words if len(word) > 1} - ALLOWED


class Visible(HTMLParser):
    """What a person sees or hears of a page."""

    ATTRIBUTES = ("placeholder", "alt", "title", "aria-label")

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "textarea")
        if tag != "img":
            self.texts += [value for name, value in attrs if name in self.ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "textarea")

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.texts.append(data.strip())


def leaks(text: str, english: set[str]) -> list[str]:
    """English words of a text; addresses do not count."""
    text = re.sub(r"https?://\S+|\S+@\S+|\b\d[\d.:]*\b", " ", text)
    letters = re.findall(r"[^\W\d_]+", text)
    return [word for word in letters if word.lower() in english]


def assert_vietnamese(response: Any, english: set[str]) -> None:
    """The page was answered, says that it is Vietnamese, and shows no English."""
    assert response.status_code == 200, response.status_code
    content = response.content.decode()
    if "html" in response["Content-Type"]:
        assert '<html lang="vi"' in content
        page = Visible()
        page.feed(content)
        texts = page.texts
    else:
        texts = content.splitlines()
    found = {text: words for text in texts if (words := leaks(text, english))}
    assert found == {}


@pytest.fixture(scope="module")
def english():
    words = english_words()
    assert {"password", "sign", "your", "code"} <= words
    return words


@pytest.fixture
def browser(client):
    """A visitor whose browser asks for English."""
    cache.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = READS_AS_ENGLISH
    return client


@pytest.fixture
def member(browser):
    """Somebody who has just signed in with a password."""
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    answer = browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    again = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert again.status_code == 302
    return user


def add_totp(user):
    return TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance


@pytest.fixture
def add_key(monkeypatch):
    """A function that gives somebody a key; no real device signs here, so the browser is offered none."""
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    return _add_key


def _add_key(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Chìa khóa mẫu", "credential": {}}
    )


# --- the catalogue -------------------------------------------------------------------------------------------------


def test_every_message_of_allauth_in_use_is_translated():
    script = compiler()
    ours = script.read_po(CATALOGUE.read_text(encoding="utf-8"))
    wanted = script.read_po(
        "\n\n".join(re.sub(r'msgstr(\[\d\])? "(?s:.)*$', 'msgstr "?"', b) for b in shown_messages())
    )
    assert len(wanted) > 200
    plain = {key.split("\x00")[0] for key in ours}
    missing = [key for key in wanted if key and key.split("\x00")[0] not in plain]
    assert missing == []


def test_translations_name_no_variable_that_the_message_lacks():
    for key, value in compiler().read_po(CATALOGUE.read_text(encoding="utf-8")).items():
        names = set(re.findall(r"%\(\w+\)[sdr]|\{\w*\}|%[sd]", key))
        assert set(re.findall(r"%\(\w+\)[sdr]|\{\w*\}|%[sd]", value)) <= names, key
        assert "!" not in value, key


def test_the_compiled_catalogue_is_that_of_the_source():
    script = compiler()
    assert CATALOGUE.with_suffix(".mo").read_bytes() == script.write_mo(script.read_po(CATALOGUE.read_text("utf-8")))


def test_compiling_refuses_a_message_that_stands_twice():
    with pytest.raises(SystemExit, match="stands twice"):
        compiler().read_po('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n')
    with pytest.raises(SystemExit, match="blank line"):
        compiler().read_po('msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"\n')


def test_compiling_leaves_out_what_is_unsure_or_empty():
    text = '#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr ""\n\nmsgctxt "x"\nmsgid "d"\nmsgstr "e"\n'
    assert compiler().read_po(text) == {"x\x04d": "e"}


# --- language of the site ------------------------------------------------------------------------------------------


def test_only_languages_with_a_catalogue_are_offered():
    assert [code for code, _ in settings.LANGUAGES] == ["vi"]
    assert get_language() == "vi"


def test_words_of_the_framework_are_vietnamese():
    now = timezone.now()
    assert timesince(now - timezone.timedelta(days=3), now) == "3\xa0ngày"
    assert ngettext("%(num)d hour", "%(num)d hours", 2) % {"num": 2} == "2\xa0giờ"
    assert gettext("This field is required.") == "Mục này bắt buộc."


def test_errors_of_forms_are_vietnamese(english):
    class Sample(forms.Form):
        text = forms.CharField(max_length=3)
        slug = forms.SlugField()
        number = forms.IntegerField(min_value=2, step_size=2)
        day = forms.DateField()
        address = forms.EmailField()
        site = forms.URLField(assume_scheme="https")
        choice = forms.ChoiceField(choices=[("a", "A")])
        amount = forms.DecimalField(max_digits=3, decimal_places=1)
        file = forms.FileField()
        span = forms.DurationField()

    data = {"text": "dài", "slug": "ă", "number": "1", "day": "32/13/2026", "address": "x", "site": "::", "choice": "b"}
    data |= {"amount": "12345,67", "span": "x"}
    form = Sample({**data, "text": "dài quá"}, files={"file": SimpleUploadedFile("trong.pdf", b"")})
    assert set(form.errors) == set(Sample.base_fields)
    empty = Sample({}, files={})
    for errors in (*form.errors.values(), *empty.errors.values()):
        assert leaks(" ".join(errors), english | {"ensure", "valid", "value", "field", "required"}) == []


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_entrance_pages_show_no_english(browser, english, name):
    assert_vietnamese(browser.get(reverse(name)), english)


@pytest.mark.django_db
def test_pages_behind_links_of_letters_show_no_english(browser, english):
    user = make_user()
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    key = default_token_generator.make_token(user)
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    page = browser.get(link, follow=True)
    assert "password1" in page.content.decode()
    assert_vietnamese(page, english)
    short = browser.post(page.redirect_chain[-1][0], {"password1": "1234", "password2": "12345"})
    assert short.context["form"].errors
    assert_vietnamese(short, english)
    bad = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "khong-dung"})
    assert_vietnamese(browser.get(bad), english)
    for confirmation in (EmailConfirmationHMAC(address).key, "khong-dung"):
        assert_vietnamese(browser.get(reverse("account_confirm_email", args=[confirmation])), english)


@pytest.mark.django_db
def test_refusals_of_sign_in_show_no_english(browser, english):
    user = make_user()
    for data in ({}, {"login": "x", "password": "x"}, {"login": user.email, "password": "sai-mat-khau"}):
        page = browser.post(reverse("account_login"), data)
        assert page.context["form"].errors
        assert_vietnamese(page, english)
    user.is_active = False
    user.save()
    page = browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert_vietnamese(page, english)


@pytest.mark.django_db
def test_second_step_of_sign_in_shows_no_english(browser, english, add_key):
    user = make_user()
    add_totp(user)
    add_key(user)
    page = browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0].startswith(reverse("mfa_authenticate"))
    assert_vietnamese(page, english)
    wrong = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.context["form"].errors
    assert_vietnamese(wrong, english)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "account_logout",
        "account_email",
        "account_change_password",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    ],
)
def test_account_pages_show_no_english(browser, member, english, name):
    assert_vietnamese(browser.get(reverse(name)), english)


@pytest.mark.django_db
def test_account_pages_of_a_protected_account_show_no_english(browser, member, english, add_key):
    add_totp(member)
    RecoveryCodes.activate(member)
    key = add_key(member)
    EmailAddress.objects.create(user=member, email="khac@example.vn")
    names = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
    names += ["mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_email"]
    for address in [
        *map(reverse, names),
        *(reverse(f"mfa_{act}_webauthn", args=[key.pk]) for act in ("edit", "remove")),
    ]:
        assert_vietnamese(browser.get(address), english)
    used = Authenticator.objects.get(pk=key.pk)
    used.last_used_at = timezone.now() - timezone.timedelta(hours=5)
    used.save()
    assert_vietnamese(browser.get(reverse("mfa_list_webauthn")), english)


@pytest.mark.django_db
def test_refusals_and_messages_of_account_pages_show_no_english(browser, member, english):
    posts = [
        ("account_change_password", {"oldpassword": "sai", "password1": "abc", "password2": "abd"}),
        ("account_email", {"action_add": "", "email": member.email}),
        ("account_email", {"action_add": "", "email": "moi@example.vn"}),
        ("account_email", {"action_remove": "", "email": member.email}),
        ("mfa_activate_totp", {"code": "1"}),
        ("account_reauthenticate", {"password": "sai"}),
        (
            "account_change_password",
            {"oldpassword": PASSWORD, "password1": "la-tre-xanh-9", "password2": "la-tre-xanh-9"},
        ),
        ("account_logout", {}),
    ]
    for name, data in posts:
        assert_vietnamese(browser.post(reverse(name), data, follow=True), english)


# --- letters -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_letters_and_messages_of_allauth_show_no_english(english):
    site = SimpleNamespace(name="saolang.example.vn", domain="saolang.example.vn")
    words = {"current_site": site, "user": make_user(), "email": "toi@example.vn", "recipient": "toi@example.vn"}
    words |= {"code": "123456", "ip": "192.0.2.1", "user_agent": "Firefox", "timestamp": timezone.now()}
    words |= {"activate_url": "https://saolang.example.vn/x", "password_reset_url": "https://saolang.example.vn/y"}
    words |= {"signup_url": "https://saolang.example.vn/z", "deleted_email": "cu@example.vn", "name": "Mẫu"}
    words |= {"from_email": "cu@example.vn", "to_email": "moi@example.vn", "phone": "0912345678"}
    seen = 0
    for folder in ("account/email", "account/messages", "mfa/email", "mfa/messages"):
        for path in sorted((PACKAGE / "templates" / folder).glob("*.txt")):
            for code in ("123456", ""):
                text = render_to_string(f"{folder}/{path.name}", {**words, "code": code}).replace("Firefox", "")
                assert leaks(text, english) == [], path.name
            seen += 1
    assert seen > 50


@pytest.mark.django_db
def test_reset_letter_is_signed_by_the_site(browser, mailoutbox):
    user = make_user()
    browser.post(reverse("account_reset_password"), {"email": user.email})
    (letter,) = mailoutbox
    assert letter.subject == "[Sao Làng] Đặt lại mật khẩu"
    assert letter.body.startswith("Kính gửi ông/bà,")
    assert letter.body.rstrip().endswith("Trân trọng,\nSao Làng - testserver")
