"""What the pretend providers must know: the secrets they share with the product, and where its door is."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """The same secrets the product is configured with. Nothing here is ever a real account's."""

    telegram_token: str
    telegram_secret: str
    twilio_account_sid: str
    twilio_auth_token: str
    whatsapp_sender: str  # E.164, with or without "whatsapp:"
    sms_sender: str
    hooks_url: str  # webhooks go to this + "/telegram", "/whatsapp", "/sms"
    own_url: str = ""  # where the simulator itself is mounted; media links start with it
    bot_name: str = "Jawab"
    pace: float = 1.0  # multiplies every wait of the providers: 0 in tests, 1 to look real
    connection_overrides: str = ""  # Twilio's, such as "rc=3&rp=all": how often a failed webhook is tried again
    opt_out_words: tuple[str, ...] = ("STOP", "STOPALL", "UNSUBSCRIBE")  # Advanced Opt-Out, as a programme sets it
    opt_in_words: tuple[str, ...] = ("START", "UNSTOP")
    advanced_opt_out: bool = True  # False: Twilio takes STOP just the same but the webhook does not say so

    @property
    def base_url(self) -> str:
        """Where this simulator answers; beside the product's hooks unless told otherwise."""
        if self.own_url:
            return self.own_url.rstrip("/")
        parts = urlsplit(self.hooks_url)
        return f"{parts.scheme}://{parts.netloc}/simulator"

    @property
    def bot_id(self) -> int:
        head = self.telegram_token.partition(":")[0]
        return int(head) if head.isdecimal() else 7_000_000_001

    @property
    def messaging_service(self) -> str:
        return "MG" + self.twilio_account_sid[2:]

    def sender(self, channel: str) -> str:
        """Our own number as Twilio writes it on this channel."""
        if channel == "whatsapp":
            return "whatsapp:" + self.whatsapp_sender.removeprefix("whatsapp:")
        return self.sms_sender
