"""The sign-in screen, which is also the cover of a locked station."""
