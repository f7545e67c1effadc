"""`users add|list|change|remove|token`: who may look at the archive in a browser, and with which programs."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from monitor.answers import Answer, iso
from monitor.cli import say
from monitor.cli.place import Place
from monitor.errors import ConfigError
from monitor.people import API, LONGEST, READS, ROLES, SHORTEST, Account, Role, Token, name_of, objection

if TYPE_CHECKING:
    from monitor.store import Store

_NAMED = 10  # changes that whoever was removed leaves behind
_SAYS = {
    "short": f"has fewer than {SHORTEST} characters",
    "long": f"has more than {LONGEST} characters",
    "name": "is the name",
}


@click.group()
def users() -> None:
    """Who may look at the archive in a browser: readers look, analysts decide, admins may all."""


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True)
@click.pass_obj
def add(place: Place, name: str, role: str) -> None:
    """A new account. The password is asked twice, or is the first line that a pipe brings."""
    name = _name(name)
    with place.store() as store:
        there = store.people.account(name)
        if there is not None and there.ended is None:
            raise ConfigError(
                f"{name} has an account already, as {there.role.word}; "
                f"monitor users change {name} --role {role}, or --new-password"
            )
        added = store.people.add(name, Role.named(role), _hashed(_password(name)), place.now())
    if not added:  # by somebody else, while the password was typed
        raise ConfigError(f"{name} has an account already; `monitor users list` shows all")
    back = "; the name had an account before, which ended" if there else ""
    say.talk(f"{name} may log in as {role}{back}")


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="From the next page on.")
@click.option("--new-password", is_flag=True, help="Asked as for a new account; all log-ins end.")
@click.pass_obj
def change(place: Place, name: str, role: str | None, *, new_password: bool) -> None:
    """Another role, or a new password, for one who has an account."""
    if role is None and not new_password:
        raise ConfigError("nothing to change: name a --role, or --new-password")
    with place.store() as store:
        account = _account(store, name)
        if new_password:
            store.people.set_password(account.name, _hashed(_password(account.name)))
            say.talk(f"{account.name} has a new password and is logged out everywhere")
        if role is not None:
            store.people.set_role(account.name, Role.named(role))
            say.talk(f"{account.name} is {role} from now on")


@users.command()
@click.argument("name")
@click.pass_obj
def remove(place: Place, name: str) -> None:
    """Let nobody in by this name any more: its log-ins, tokens and secret addresses end. What it decided stays."""
    from monitor.store.backlog import Choice

    with place.store() as store:
        account = _account(store, name)
        store.people.remove(account.name, place.now())
        more = "" if store.people.anybody() else "; nobody has an account now"
        number = store.triage.count(theirs := Choice(None, account.name), most=10_000)
        first = store.triage.find(theirs, most=_NAMED)
    say.talk(f"{account.name} is let in no more{more}")
    if number:
        named = ", ".join(
            each.change + (f" (due {each.stand.due})" if each.stand.due else "") for each in first
        )
        say.talk(
            f"{number} change{'s are' if number > 1 else ' is'} still given to {account.name}: "
            f"{named}{', ...' if number > len(first) else ''}. `monitor triage list --owner {account.name}` shows "
            f"what is to be done; /triage?owner={account.name} in the browser gives it to somebody else, all at once"
        )


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per account.")
@click.pass_obj
def list_(place: Place, *, as_json: bool) -> None:
    """Every account there ever was: its role, since when, when it was last in use, and its tokens."""
    now = place.now()
    with place.store() as store:
        seen = store.people.last_seen()
        rows = [
            answer(each, seen.get(each.id), store.people.tokens(each.name), now)
            for each in store.people.accounts()
        ]
    if as_json:
        for row in rows:
            say.line(row)
        return
    columns = ("name", "role", "since", "last seen", "tokens", "state")
    say.table(
        columns,
        (
            (
                row["name"],
                row["role"],
                row["created"],
                row["seen"] or "-",
                ", ".join(f"{token['name']} ({token['kind']} {token['id']})" for token in row["tokens"])
                or "-",
                f"removed {row['ended']}" if row["ended"] else "may log in",
            )
            for row in rows
        ),
    )
    if not rows:
        say.talk("nobody has an account; `monitor users add NAME` makes one")


def answer(account: Account, seen: datetime | None, tokens: tuple[Token, ...], now: datetime) -> Answer:
    """A line of `users list --json`. seen: in a log-in that was not ended. tokens: those that hold, and secret addresses."""
    return {
        "name": account.name,
        "role": account.role.word,
        "created": iso(account.created),
        "ended": iso(account.ended) if account.ended else None,
        "seen": iso(seen) if seen else None,
        "tokens": [
            {
                "id": token.id,
                "kind": token.kind,
                "name": token.name,
                "created": iso(token.created),
                "used": iso(token.used) if token.used else None,
                "until": iso(token.ended) if token.ended else None,
            }
            for token in tokens
            if token.holds(now)
        ],
    }


@users.command()
@click.argument("name")
@click.option("--name", "called", help="What it is for, such as cron.")
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="It holds so long."
)
@click.option("--decide", is_flag=True, help="It may take steps of triage as well as read.")
@click.option("--end", "ends", type=click.IntRange(1, 2**62), help="Instead: end the one of this number.")
@click.pass_obj
def token(place: Place, name: str, called: str | None, days: int, ends: int | None, *, decide: bool) -> None:
    """A token with which a program may read the API as this account may. It is printed this once."""
    with place.store() as store:
        account, now = _account(store, name), place.now()
        if ends is not None:
            if not store.people.end_token(account.name, ends, now):
                raise ConfigError(
                    f"{account.name} has no token {ends} in use; `monitor users list` shows them"
                )
            say.talk(f"token {ends} of {account.name} holds no more")
            return
        called = " ".join((called or "").split())
        if not called or len(called) > 80:
            raise ConfigError(
                "--name: say what the token is for in at most 80 characters, such as --name cron"
            )
        if decide and account.role < Role.ANALYST:
            raise ConfigError(f"--decide: {account.name} is a reader and does not decide")
        secret = _secret()
        until = now + timedelta(days=days)
        store.people.add_token(account, API, called, secret, now, wish=None if decide else READS, ended=until)
    click.echo(secret)
    say.talk(f"keep it now, it is not shown again; it holds until {iso(until)}")


def _secret() -> str:
    import secrets

    return secrets.token_urlsafe(32)


def _name(written: str) -> str:
    try:
        return name_of(written)
    except ValueError as error:
        raise ConfigError(f"{say.harmless(written)[:80]}: {error}") from error


def _account(store: Store, written: str) -> Account:
    account = store.people.account(name := _name(written))
    if account is None:
        raise ConfigError(f"{name} has no account; `monitor users list` shows all accounts")
    if account.ended is not None:
        raise ConfigError(
            f"the account of {name} was removed on {account.ended:%Y-%m-%d}; monitor users add {name} makes one anew"
        )
    return account


def _password(name: str) -> str:
    """A new password, asked for or piped in. ConfigError says what is wrong with it."""
    if sys.stdin.isatty():
        typed: str = click.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        try:
            typed = sys.stdin.buffer.readline().decode().removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise ConfigError("the password that the pipe brought is not UTF-8") from None
        if not typed:
            raise ConfigError("no password came; type it in a terminal, or pipe one line in")
    if wrong := objection(name, typed):
        raise ConfigError(f"the password {_SAYS[wrong]}; nothing was changed")
    return typed


def _hashed(password: str) -> str:
    from monitor.passwords import Passwords

    return Passwords().hash(password)
