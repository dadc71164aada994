"""What the station says in a POCT1-A conversation.

Source: CLSI POCT01-A2, annex B; the exchange of a Siemens DCA Vantage with a data manager, which
was published as a packet capture; PixCell HS-IL-00067 and a digest of Quidel's Sofia interface as
their readers quote them (both write SET_TIME as DTV.R02 with TM.dttm). A conversation has no clock,
so a message's creation time is the device's own, echoed, except where the station tells the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final

from drivers.protocols.mllp import wrap

SET_TIME: Final = "SET_TIME"

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_NO_TIME = "2000-01-01T00:00:00+00:00"


@dataclass(slots=True)
class Style:
    """How this device writes, and so is written to. ``clock`` is its last creation time.

    ``acknowledged`` names the element that says which message an acknowledgement is of.
    """

    mllp: bool = False
    declared: bool = True
    clock: str = ""
    acknowledged: str = "ACK.ack_control_id"


class Replies:
    """Messages to one device, numbered from 1."""

    def __init__(self) -> None:
        self.style = Style()
        self._number = 0

    def acknowledge(self, control_id: str, kind: str, note: str = "") -> bytes:
        """ACK.R01 of the message ``control_id``: ``kind`` is AA, AE or AR."""
        body = _with("ACK.type_cd", kind) + _with(self.style.acknowledged, control_id)
        if note:
            body += _with("ACK.note_txt", note)
        return self._message("ACK.R01", f"<ACK>{body}</ACK>")

    def request(self, what: str) -> tuple[str, bytes]:
        """REQ.R01, such as ``ROBS`` (every new observation): its control id and its bytes."""
        return self._numbered("REQ.R01", f"<REQ>{_with('REQ.request_cd', what)}</REQ>")

    def direct(self, command: str) -> tuple[str, bytes]:
        """DTV.R01, such as ``START_CONTINUOUS``: its control id and its bytes."""
        return self._numbered("DTV.R01", f"<DTV>{_with('DTV.command_cd', command)}</DTV>")

    def set_time(self, now: str) -> tuple[str, bytes]:
        """DTV.R02 SET_TIME, ``now`` being ISO 8601 with an offset: its control id and its bytes."""
        command = f"<DTV>{_with('DTV.command_cd', SET_TIME)}</DTV>"
        self.next_number()
        body = f"{command}<TM>{_with('TM.dttm', now)}</TM>"
        return str(self._number), self._message("DTV.R02", body, now)

    def end(self) -> tuple[str, bytes]:
        """END.R01, for the normal reason: its control id and its bytes."""
        return self._numbered("END.R01", f"<TRM>{_with('TRM.reason_cd', 'NRM')}</TRM>")

    def escape(self, control_id: str, note: str) -> bytes:
        """ESC.R01: the station cannot do what the message ``control_id`` asks."""
        body = _with("ESC.esc_control_id", control_id) + _with("ESC.detail_cd", "OTH")
        return self._message("ESC.R01", f"<ESC>{body}{_with('ESC.note_txt', note)}</ESC>")

    def next_number(self) -> None:
        """The next message is another one; two answers of which one is sent share a number."""
        self._number += 1

    def _numbered(self, root: str, body: str) -> tuple[str, bytes]:
        self.next_number()
        return str(self._number), self._message(root, body)

    def _message(self, root: str, body: str, now: str = "") -> bytes:
        style = self.style
        header = (
            _with("HDR.message_type", root)
            + _with("HDR.control_id", str(self._number))
            + _with("HDR.version_id", "POCT1")
            + _with("HDR.creation_dttm", now or style.clock or _NO_TIME)
        )
        declaration = _DECLARATION if style.declared else ""
        text = f"{declaration}<{root}><HDR>{header}</HDR>{body}</{root}>".encode()
        return wrap(text) if style.mllp else text


def _with(name: str, value: str) -> str:
    return f'<{name} V="{escape(value)}" />'
