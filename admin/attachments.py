"""Photos and voice notes that citizens sent: opened for one reader, and harmless in a browser."""

from io import BytesIO

from flask import Blueprint, Response, abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from admin import permissions
from admin.context import house, staff, store
from admin.headers import SANDBOX
from storage.reports import Attachment, Report
from storage.vault import Sealed

PAGES = Blueprint("attachments", __name__)

# Sniffed types that a browser only shows or plays. Everything else is a file to save, of no particular type.
SHOWN = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "audio/ogg": "ogg",
    "application/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "video/mp4": "mp4",
}


@PAGES.get("/reports/<int:report_id>/attachments/<int:attachment_id>")
def show(report_id: int, attachment_id: int) -> ResponseReturnValue:
    if max(report_id, attachment_id) >= 2**63:
        abort(404)
    with store().read() as session:
        mine = permissions.visible_reports(session, staff()).where(Report.id == report_id).with_only_columns(Report.id)
        wanted = select(Attachment).where(Attachment.id == attachment_id, Attachment.report_id.in_(mine))
        attachment = session.scalars(wanted).one_or_none()
        if attachment is None or attachment.state != "ready":
            abort(404)
        try:
            return _sent(attachment, house().media(attachment))
        except (FileNotFoundError, Sealed):  # erased on the citizen's wish, or lost
            abort(404)


def _sent(attachment: Attachment, data: bytes) -> Response:
    ending = SHOWN.get(attachment.mime)
    response = send_file(
        BytesIO(data),
        mimetype=attachment.mime if ending else "application/octet-stream",
        as_attachment=ending is None or "save" in request.args,
        download_name=f"jawab-{attachment.report_id}-{attachment.id}.{ending or 'bin'}",
        conditional=True,  # players ask for ranges
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
