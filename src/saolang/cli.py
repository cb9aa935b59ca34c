"""The ``saolang`` command.

Only the part that is asked for is imported: ``saolang score``, ``saolang verify`` and ``saolang rulebook check`` start
without Django, without settings and without a database.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, NamedTuple

import typer


class Group(NamedTuple):
    """A group of commands that an app brings: where it is, and whether Django must be ready before it is imported."""

    help: str
    module: str
    attribute: str
    needs_django: bool = True


GROUPS = {
    "rulebook": Group("Bộ tiêu chí: kiểm tra, liệt kê, công bố.", "saolang.rulebook.commands", "rulebook_app", False),
    "directives": Group(
        "Văn bản chỉ đạo: đọc thông báo, kế hoạch.", "saolang.directives.commands", "directives_app", False
    ),
    "places": Group("Đơn vị hành chính: ranh giới.", "saolang.places.commands", "places_app"),
    "import": Group("Nạp dữ liệu có sẵn.", "saolang.registry.commands", "import_app"),
    "audit": Group("Nhật ký: kiểm tra chuỗi băm, sổ cây băm.", "saolang.audit.commands", "audit_app"),
    "user": Group("Tài khoản: tạo người dùng.", "saolang.accounts.commands", "user_app"),
}


def setup_django() -> None:
    """Make settings and models ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    import django

    django.setup()


def setup(
    demo: Annotated[bool, typer.Option("--demo", help="Nạp thêm dữ liệu trình diễn.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Nạp lại cả khi không có gì thay đổi.")] = False,
) -> None:
    """Chuẩn bị: cơ sở dữ liệu, dữ liệu tham chiếu, tệp tĩnh. Chạy lại bao nhiêu lần cũng được."""
    setup_django()
    from saolang.config.preparing import prepare

    prepare(demo=demo, force=force)


def demo() -> None:
    """Nạp dữ liệu trình diễn và in các tài khoản dùng thử."""
    setup_django()
    from saolang.config.preparing import accounts_table, prepare

    prepare(demo=True)
    typer.echo(accounts_table())


def run(
    port: Annotated[int, typer.Option(help="Cổng.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Số tiến trình phục vụ.", min=1)] = 2,
    worker: Annotated[bool, typer.Option(help="Chạy kèm tiến trình làm việc nền.")] = True,
) -> None:
    """Mở trang ở http://127.0.0.1:8000 (Ctrl+C để dừng)."""
    os.environ["SAOLANG_LISTEN_URL"] = f"http://{host}:{port}"
    setup_django()
    from saolang.config.serving import serve

    serve(host=host, port=port, workers=workers, with_worker=worker)


def work(
    batch: Annotated[bool, typer.Option("--batch", help="Làm hết việc đang chờ rồi thoát.")] = False,
) -> None:
    """Làm việc nền: gửi thư, kết xuất tệp."""
    setup_django()
    from django.core.management import call_command

    call_command("db_worker", queue_name="*", batch=batch, startup_delay=not batch, reload=False, verbosity=0)


def cron() -> None:
    """Chạy các việc định kỳ đã đến hạn; gọi thường xuyên (mỗi 10 phút) từ bộ hẹn giờ của máy."""
    setup_django()
    from saolang.config.cron import run_due_jobs

    outcome = run_due_jobs()
    for key, result in outcome.done:
        typer.echo(f"{key}: {result}")
    for key, error in outcome.failed:
        typer.echo(f"{key}: LỖI {error}", err=True)
    if outcome.failed:
        raise typer.Exit(1)


def score(
    cases: Annotated[Path, typer.Option("--cases", help="Tệp JSONL; “-” là đầu vào chuẩn.")],
) -> None:
    """Tính điểm từng dòng JSON, trả lời theo đúng thứ tự; mã thoát 1 nếu có dòng lỗi."""
    from saolang.rulebook.commands import score as answer

    answer(cases)


def verify(
    file: Annotated[Path, typer.Argument(help="Tệp minh chứng tải ở trang kiểm tra giấy chứng nhận.")],
    key: Annotated[
        str, typer.Option("--key", "--khoa", help="Dòng khóa công khai của tỉnh, hoặc tệp chứa dòng đó.")
    ] = "",
    older: Annotated[Path | None, typer.Option("--than-cu", help="Tệp minh chứng cũ: sổ có nối tiếp không.")] = None,
    consistency: Annotated[
        Path | None, typer.Option("--nhat-quan", help="Tệp nối hai mốc, tải ở trang Minh chứng.")
    ] = None,
) -> None:
    """Kiểm tra tệp minh chứng, không cần mạng và cơ sở dữ liệu; mã thoát 1 nếu tệp không đúng."""
    from saolang.audit.offline_command import verify as check

    check(file, key=key, older=older, consistency=consistency)


def build_app(wanted: str | None) -> typer.Typer:
    """The command with the one wanted group loaded; of the other groups only name and help are known."""
    app = typer.Typer(
        name="saolang",
        help="Sao Làng: nền tảng vận hành Chương trình OCOP cấp tỉnh.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for command in (run, setup, demo, score, verify, cron):
        app.command()(command)
    app.command("worker")(work)
    for name, group in GROUPS.items():
        if name == wanted:
            if group.needs_django:
                setup_django()
            app.add_typer(getattr(import_module(group.module), group.attribute), name=name, help=group.help)
        else:
            stub = typer.Typer(help=group.help)
            stub.callback(invoke_without_command=True)(lambda: None)
            app.add_typer(stub, name=name)
    return app


def main() -> None:
    """Entry point."""
    arguments = sys.argv[1:]
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    build_app(wanted)()


if __name__ == "__main__":
    main()
