"""The demonstration: a sample plan and sample respondents, who answer through the real web-chat channel.

All of it is sample data, written for this purpose; nobody said any of it.
"""
