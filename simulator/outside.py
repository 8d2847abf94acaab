"""The outside world as one thing: its state, its providers at work, and trouble on demand."""

import httpx

from simulator.carrier import Carrier
from simulator.faults import Faults
from simulator.files import Files
from simulator.hooks import Hooks
from simulator.postman import Postman
from simulator.settings import Settings
from simulator.updates import Updates, Webhook
from simulator.world import World


class Outside:
    """Starts the postman's threads. `stop` ends them and every wait; whoever opened the world closes it."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world, self.settings = world, settings
        self.faults = Faults()
        self.files = Files(world)
        self.postman = Postman()
        self.client = httpx.Client(trust_env=False, timeout=15, limits=httpx.Limits(max_connections=64))
        self.updates = Updates(world, settings, self.faults, self.postman, self.client)
        self.hooks = Hooks(world, settings, self.faults, self.postman, self.client)
        self.carrier = Carrier(world, settings, self.faults, self.postman, self.hooks)
        self.updates.set_webhook(Webhook(settings.hooks_url + "/telegram", settings.telegram_secret))

    def stop(self) -> None:
        self.world.release()
        self.postman.stop()
        self.client.close()
