#!/usr/bin/env python3
"""Carries TCP connections from one loopback port to another until it is stopped: the line to a carrier, for trouble.sh.

Usage: line-to.py LISTEN TO. Says that it listens by a line in the file `line-is-up`."""

import asyncio
import sys


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main(listen, to):
    async def carry(reader, writer):
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))

    server = await asyncio.start_server(carry, "127.0.0.1", listen)
    with open("line-is-up", "w") as file:
        file.write("listening\n")
    async with server:
        await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
