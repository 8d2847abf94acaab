"""The outside world, pretended: Telegram, Twilio and three phones. Talks to us over HTTP only."""
