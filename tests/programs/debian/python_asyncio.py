import asyncio

async def f(n):
    await asyncio.sleep(n / 50)
    return n

async def echo(r, w):
    w.write((await r.readline()).upper())
    await w.drain()
    w.close()

async def m():
    print(await asyncio.gather(*map(f, (3, 1, 2))))
    s = await asyncio.start_server(echo, '127.0.0.1', 0)
    r, w = await asyncio.open_connection(*s.sockets[0].getsockname())
    w.write(b'hello\n')
    print(await r.read())
asyncio.run(m())


async def processes():
    process = await asyncio.create_subprocess_exec('cat', 'table', stdout=asyncio.subprocess.PIPE)
    print(len((await process.communicate())[0]), process.returncode)
    print(await asyncio.to_thread(sum, range(1000)))
asyncio.run(processes())
