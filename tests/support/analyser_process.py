"""An analyser as a process of its own, so that it shares no interpreter with the station.

Run as ``python -m tests.support.analyser_process PORT``: for each line on standard input it
measures one HbA1c and sends it; when the station has acknowledged it, it prints ``sent``.
"""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from drivers.simulators.astm import AnalyserResult, AstmDouble
from drivers.simulators.double import Done, Say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drivers.simulators.double import Step

_FIRST = datetime(2026, 11, 22, 9, tzinfo=UTC)


def main(arguments: list[str]) -> None:
    if hasattr(os, "SCHED_IDLE"):
        # As if on a computer of its own: it never takes the processor from the station.
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    double = AstmDouble()
    with socket.create_connection(("127.0.0.1", int(arguments[0]))) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for run, _line in enumerate(sys.stdin, start=1):
            stamp = (_FIRST + timedelta(seconds=run)).strftime("%Y%m%d%H%M%S")
            double.measure(
                AnalyserResult(
                    run=run, percent="5.9", mmol_mol="41", measured_at=stamp, sent_at=stamp
                )
            )
            done = _say(link, double.start())
            while not done:
                done = _say(link, double.receive(link.recv(1024)))
            sys.stdout.write("sent\n")
            sys.stdout.flush()


def _say(link: socket.socket, steps: Sequence[Step]) -> bool:
    """Do what the double does; whether it has nothing more to say."""
    for step in steps:
        if isinstance(step, Say):
            link.sendall(step.data)
    return any(isinstance(step, Done) for step in steps)


if __name__ == "__main__":
    main(sys.argv[1:])
