"""An analyser and the receiver, with everything going wrong at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from drivers.devices.astm import converse
from drivers.driver import Acknowledge, Action, Keep, Report, Send
from drivers.readings import Reading
from drivers.simulators.astm import AnalyserResult, AstmDouble, Fault
from drivers.simulators.double import Done, Say, Step, Vanish

FAULTS = [fault for fault in Fault if fault is not Fault.ENDLESS]


class Station:
    """The receiver and a disk that fails when it is told to; no more than a session does."""

    def __init__(self, fails: Sequence[bool], size: int) -> None:
        self._fails = deque(fails)
        self._size = size
        self._conversation = converse()
        self.disk: list[Keep | Report] = []

    def hear(self, data: bytes) -> bytes:
        """What it answers."""
        answer = b""
        for at in range(0, len(data), self._size):
            answer += self._carry_out(self._conversation.receive(data[at : at + self._size]))
        return answer

    def lose_link(self) -> None:
        self._carry_out(self._conversation.close())
        self._conversation = converse()

    def _carry_out(self, actions: Sequence[Action]) -> bytes:
        answer = b""
        items: list[Keep | Report] = []
        refused: list[Acknowledge] = []
        for action in actions:
            if isinstance(action, Keep | Report):
                items.append(action)
            elif isinstance(action, Acknowledge):
                if refused or (self._fails and self._fails.popleft()):
                    refused.append(action)
                    answer += action.otherwise
                else:
                    self.disk += items
                    answer += action.data
                items = []
            else:
                self.disk += items
                items = []
                answer += action.data if isinstance(action, Send) else b""
        for acknowledge in reversed(refused):
            self._conversation.not_kept(acknowledge)
        self.disk += items
        return answer

    @property
    def readings(self) -> list[Reading]:
        """The results on disk."""
        items = [item.item for item in self.disk if isinstance(item, Report)]
        return [item for item in items if isinstance(item, Reading)]


def exchange(double: AstmDouble, station: Station) -> None:
    """Let them talk until the analyser has nothing left to say."""
    steps: Sequence[Step] = double.start()
    for _ in range(2000):
        if any(isinstance(step, Done) for step in steps):
            station.hear(b"".join(step.data for step in steps if isinstance(step, Say)))
            return
        answer = station.hear(b"".join(step.data for step in steps if isinstance(step, Say)))
        if any(isinstance(step, Vanish) for step in steps):
            station.lose_link()
            steps = double.start()
        else:
            steps = double.receive(answer) if answer else double.waited()
    raise AssertionError("the analyser never came to an end")


@given(
    runs=st.integers(1, 4),
    framed=st.booleans(),
    faults=st.lists(st.sampled_from(FAULTS), max_size=12),
    fails=st.lists(st.booleans(), max_size=30),
    size=st.sampled_from([1, 7, 4096]),
)
def test_whatever_goes_wrong_what_was_acknowledged_is_on_disk(
    runs: int, framed: bool, faults: list[Fault], fails: list[bool], size: int
) -> None:
    double, station = AstmDouble(framed=framed), Station(fails, size)
    results = [AnalyserResult(run=run, mmol_mol="41") for run in range(1, runs + 1)]
    for result in results:
        double.measure(result)
    double.fail(*faults)
    exchange(double, station)
    assert double.acknowledged == results
    whole = [reading for reading in station.readings if "message_cut" not in reading.flags]
    # A message whose acknowledgement was lost comes again, whole: the inbox knows it by its key.
    sequences = list(dict.fromkeys(reading.sequence for reading in whole))
    assert sequences == [str(result.run) for result in results]
    assert all(len(reading.values) == 2 for reading in whole)


def test_without_faults_nothing_but_the_result_is_reported() -> None:
    double, station = AstmDouble(framed=True), Station((), 4096)
    double.measure(AnalyserResult(run=1))
    exchange(double, station)
    assert [type(item) for item in station.disk] == [Keep] * 5 + [Report]


def test_an_analyser_keeps_a_result_until_its_last_frame_is_acknowledged() -> None:
    double = AstmDouble()
    double.measure(AnalyserResult(run=1))
    assert double.start()[0] == Say(b"\x05")
    double.receive(b"\x06")
    for _ in range(5):
        assert isinstance(double.receive(b"\x15")[0], Say)
    assert double.receive(b"\x15")[0] == Say(b"\x04")
    assert double.acknowledged == []
    assert len(double.unsent) == 1
