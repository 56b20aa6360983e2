import concurrent.futures
import hashlib
import multiprocessing
import queue
import threading
import time

done = queue.Queue()
total = 0
lock = threading.Lock()


def count(n):
    global total
    for _ in range(500):
        with lock:
            total += n
    done.put(n)


threads = [threading.Thread(target=count, args=(n,)) for n in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(total, sorted(done.get() for _ in threads))

event = threading.Event()
threading.Timer(0.05, event.set).start()
print(event.wait(5), threading.active_count() <= 2)

with concurrent.futures.ThreadPoolExecutor(3) as pool:
    digests = pool.map(lambda n: hashlib.sha256(bytes([n]) * 100000).hexdigest()[:8], range(6))
    print(list(digests))

local = threading.local()
local.x = 1
found = []
thread = threading.Thread(target=lambda: found.append(hasattr(local, "x")))
thread.start()
thread.join()
print(found)


def child(results):
    results.put(sum(range(1000)))


results = multiprocessing.Queue()
process = multiprocessing.Process(target=child, args=(results,))
process.start()
print(results.get(), process.join(), process.exitcode)
with multiprocessing.Pool(2) as pool:
    print(pool.map(abs, range(-5, 0)))

background = threading.Thread(target=time.sleep, args=(100,), daemon=True)
background.start()
