"""Start a double by hand: `python -m tests.doubles line --port 9100 --webhook … --secret …`."""

import argparse
import asyncio
import signal

from tests.doubles import LINE_RATES, TELEGRAM_RATES, LineDouble, TelegramDouble
from tests.doubles.server import Platform
from tests.doubles.transcript import watch


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line; errors and --help as argparse writes them."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.doubles", description="A LINE or Telegram server on 127.0.0.1 to play with."
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, port in (("line", 9100), ("telegram", 9200)):
        one = kinds.add_parser(kind)
        one.add_argument("--port", type=int, default=port)
        one.add_argument("--webhook", help="address that receives the events")
        one.add_argument("--secret", default=None, help="LINE: channel secret; Telegram: secret token of the webhook")
        one.add_argument("--token", default=None, help="the bot's access token")
        one.add_argument("--seed", type=int, default=0)
        one.add_argument("--rates", action="store_true", help="keep the platform's rate limits")
        one.add_argument("--quiet", action="store_true", help="no transcript")
    line, telegram = kinds.choices["line"], kinds.choices["telegram"]
    line.add_argument(
        "--redelivery", default="1,2,4,8,16,32,60", help="pauses in seconds before each redelivery; empty turns it off"
    )
    line.add_argument("--duplicate", type=float, default=0.0, help="share of events that come twice")
    line.add_argument("--shuffle", type=float, default=0.0, help="share of events that are overtaken")
    line.add_argument("--quota", type=int, default=None, help="monthly limit of counted messages")
    telegram.add_argument("--time-scale", type=float, default=1.0, help="multiplies retry pauses and lives of updates")
    return parser.parse_args(given)


def made(args: argparse.Namespace) -> Platform:
    """Return the double that the arguments describe, not yet started."""
    common = {name: value for name in ("secret", "token") if (value := getattr(args, name)) is not None}
    if args.kind == "line":
        pauses = tuple(float(pause) for pause in args.redelivery.split(",") if pause)
        return LineDouble(
            args.webhook,
            port=args.port,
            seed=args.seed,
            redelivery=pauses,
            duplicate=args.duplicate,
            shuffle=args.shuffle,
            quota=args.quota,
            rates=LINE_RATES if args.rates else None,
            **common,
        )
    return TelegramDouble(
        args.webhook,
        port=args.port,
        seed=args.seed,
        time_scale=args.time_scale,
        rates=TELEGRAM_RATES if args.rates else None,
        **common,
    )


async def run(double: Platform, quiet: bool) -> None:
    """Serve until interrupted or terminated."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with double:
        print(f"{double.kind} double: {double.url}/   webhook: {double.webhook or 'none yet'}", flush=True)
        if not quiet:
            watch(double)
        await stopped.wait()


def main() -> None:
    """Start what the command line asks for."""
    args = arguments()

    async def serve() -> None:
        await run(made(args), args.quiet)  # inside the loop: a double makes its locks where it will run

    asyncio.run(serve())


if __name__ == "__main__":
    main()
