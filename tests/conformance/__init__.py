"""What we send and take, held against other people's descriptions and other people's servers.

The descriptions of LINE and Telegram are not part of this repository: name their folder in CONFORMANCE_DATA (or
BENCH_DATA), as `line/messaging-api.yml`, `line/synthetic-webhooks.json`, `telegram/bot-api-*.json` and
`telegram/synthetic-updates.json`. The servers come from npm: `make conformance`. What is not there is said and skipped.
"""
