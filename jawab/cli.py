"""The command line: `jawab <command>`, or `python -m jawab <command>`."""

import argparse
import base64
import getpass
import secrets
import sys
from collections.abc import Callable, Sequence
from typing import Any

from jawab.settings import Refused, Settings, check

Arguments = argparse.Namespace


def main(words: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(words)
    try:
        arguments.run(arguments)
    except Refused as refused:
        print(f"jawab: {refused}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jawab", description="A feedback and consultation channel by chat.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[Arguments], None], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(run=run)
        return added

    command("demo", demo, "Run everything with pretend phones and demonstration data.")
    command("run", everything, "Run everything in one process (real providers).")
    command("web", web, "Run the doors only: webhooks, admin, public pages.")
    command("worker", worker, "Run the conversations only.")
    command("sender", sender, "Run the sending only.")
    command("connect", connect, "Tell Telegram where to bring messages (JAWAB_PUBLIC_URL).")
    command("migrate", migrate, "Bring the database to this edition.")
    command("new-key", new_key, "Print a fresh key for JAWAB_VAULT_KEYS.")
    flows = command("flows", show_flows, "List the conversations, or draw one as a Mermaid diagram.")
    flows.add_argument("--diagram", metavar="FLOW")
    staff = command("staff", add_staff, "Add a staff account; asks for the password.")
    staff.add_argument("username")
    staff.add_argument("--name", default="")
    staff.add_argument("--role", default="administrator")
    return parser


def demo(_: Arguments) -> None:
    from jawab import demo as demonstration
    from jawab.run import quiet_logs

    quiet_logs()
    demonstration.main(demonstration.Steps())


def everything(_: Arguments) -> None:
    _with_house(lambda run, settings, house: run.everything(settings, house), port=True)


def web(_: Arguments) -> None:
    _with_house(lambda run, settings, house: run.web(settings, house), port=True)


def worker(_: Arguments) -> None:
    _with_house(lambda run, settings, house: run.work_until_told(settings, house, "turns"))


def sender(_: Arguments) -> None:
    _with_house(lambda run, settings, house: run.work_until_told(settings, house, "deliver"))


def connect(_: Arguments) -> None:
    _with_house(lambda _run, settings, house: _register(settings, house))


def _register(settings: Settings, house: Any) -> None:
    from bot.channels.base import SendError
    from bot.channels.telegram import Telegram

    telegram = house.channels.get("telegram")
    if not isinstance(telegram, Telegram) or not settings.public_url.startswith("https://"):
        raise Refused("Set JAWAB_TELEGRAM_TOKEN, JAWAB_TELEGRAM_SECRET and an https JAWAB_PUBLIC_URL first.")
    try:
        telegram.register(f"{settings.public_url.rstrip('/')}/hooks/telegram")
    except SendError as error:
        raise Refused(f"Telegram did not accept it: {error.failure}.") from None
    finally:
        telegram.close()
    print("Telegram will bring messages here.")


def migrate(_: Arguments) -> None:
    from jawab.migrations import settle

    _with_house(lambda _run, _settings, house: settle(house.store))


def new_key(_: Arguments) -> None:
    print(base64.b64encode(secrets.token_bytes(32)).decode())


def show_flows(arguments: Arguments) -> None:
    from bot.diagram import mermaid
    from flows import BOOK

    if arguments.diagram and arguments.diagram not in BOOK:
        raise Refused(f"There is no flow {arguments.diagram!r}. There are: {', '.join(sorted(BOOK))}.")
    print(mermaid(BOOK[arguments.diagram]) if arguments.diagram else "\n".join(sorted(BOOK)))


def add_staff(arguments: Arguments) -> None:
    from jawab.staff import add

    password = (
        getpass.getpass("Password (at least 14 characters): ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    )
    _with_house(lambda _run, _settings, house: add(house.store, arguments, password))


def _with_house(work: Callable[..., None], port: bool = False) -> None:
    from jawab import run, wiring

    settings = Settings()
    check(settings)
    run.quiet_logs()
    run.prepare(settings)
    if port:
        run.need_port(settings)
    work(run, settings, wiring.house(settings))
