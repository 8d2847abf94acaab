"""How we talk: words, messages, the conversation engine and the channels. Pure, channels aside."""
