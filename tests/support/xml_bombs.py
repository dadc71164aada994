"""Documents that mean harm, by what they would do to a station that read them."""

from __future__ import annotations

from typing import Final

_DOUBLINGS: Final = list(zip(b"abcdefgh", b"bcdefghi", strict=True))

BOMBS: Final = {
    "a billion laughs": b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (name, b"&%c;" % before * 10) for before, name in _DOUBLINGS)
    + b"]><OBS.R01>&i;</OBS.R01>",
    "parameter entities": b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY % a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY %% %c "%s">' % (name, b"&#37;%c;" % before * 10) for before, name in _DOUBLINGS
    )
    + b"%i;]><OBS.R01></OBS.R01>",
    "quadratic blow-up": b'<!DOCTYPE z [<!ENTITY a "'
    + b"a" * 6000
    + b'">]><OBS.R01>'
    + b"&a;" * 60000
    + b"</OBS.R01>",
    "a definition elsewhere": b'<!DOCTYPE z SYSTEM "file:///etc/hostname"><OBS.R01></OBS.R01>',
    "an entity elsewhere": b'<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b"<OBS.R01>&a;</OBS.R01>",
    "an entity on the network": b'<!DOCTYPE z [<!ENTITY a SYSTEM "http://192.0.2.1/a">]>'
    b"<OBS.R01>&a;</OBS.R01>",
    "too deep": b"<OBS.R01>" + b"<a>" * 30000 + b"</a>" * 30000 + b"</OBS.R01>",
    "too wide": b"<OBS.R01>" + b"<a/>" * 60000 + b"</OBS.R01>",
    "too many attributes": b"<OBS.R01 "
    + b" ".join(b'a%d="1"' % n for n in range(20000))
    + b"></OBS.R01>",
}
