"""The pretend providers, checked by the real clients: python-telegram-bot and Twilio's SDK."""
