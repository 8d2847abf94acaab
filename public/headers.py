"""Headers of every response: nothing is loaded from elsewhere, nothing runs, nothing is framed or told on."""

from flask import Flask, Response, g

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'none'",  # the pages work without
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}


def install(app: Flask) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(_ALWAYS)
        response.headers.setdefault("Cache-Control", "no-cache")
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = g.voice.language
            response.vary.add("Accept-Language")
        return response


def keep_secret(response: Response) -> Response:
    """For a page about one report: no cache keeps it and no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
