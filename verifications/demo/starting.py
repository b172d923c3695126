"""Starting everything: where the portal is and who may log in, then the Procfile's processes."""

import os
import sys
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from atlas_portal.settings import env
from verifications.demo.logins import ACCOUNT, PEOPLE, sandbox_url


def welcome(*, followed: bool) -> str:
    """The address and the demo's logins; `followed`: the demo's account went along to another port."""
    password = env("DEMO_PASSWORD", default="demo")
    lines = [
        f"\n  Atlas Portal   http://127.0.0.1:{env.int('PORT', default=8000)}",
        f"  Sandbox        {sandbox_url()} (not Atlas)\n",
        *(f"  {username:<9}{password:<9}{group}" for username, _, _, group, _ in PEOPLE),
    ]
    if followed:
        lines.append(
            f"\n  The account {ACCOUNT} now calls this address; open cases stay with the one before."
        )
    return "\n".join([*lines, "\n  Ctrl-C stops everything.\n\n"])


def run(procfile: Path) -> int:
    """Run every process of a Procfile until one of them ends; returns the exit status."""
    manager = Manager(Printer(sys.stdout))
    for name, command in parse_procfile(procfile.read_text()).processes.items():
        # `honcho start` would give each process another PORT; here it is the portal's for all.
        manager.add_process(name, command, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    manager.loop()
    return int(manager.returncode)
