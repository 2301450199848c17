"""Sending one mail over the office's SMTP server. What goes wrong is told by its kind and code: no address in a log."""

from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib

from consultation.settings import Settings

SECONDS = 20.0  # for connecting, and for each answer of the server


class MailNotSent(Exception):
    """The server did not take the mail, or could not be reached."""


def configured(settings: Settings) -> bool:
    """Whether mail can be sent: a server, and an address that it comes from."""
    return bool(settings.smtp_host and settings.smtp_from)


async def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send one mail. Raises MailNotSent."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.smtp_from, to, subject
    message["Date"], message["Auto-Submitted"] = formatdate(localtime=True), "auto-generated"
    message["Message-ID"] = make_msgid(domain=settings.smtp_from.rpartition("@")[2].strip("> ") or None)
    message.set_content(text, cte="base64")
    try:
        await aiosmtplib.send(
            message,
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=SECONDS,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailNotSent(f"{type(error).__name__} {getattr(error, 'code', '')}".strip()) from None
