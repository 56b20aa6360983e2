# Objects, dictionaries, integers of any length, strings: what scripts do.
import json
import re
import sys


class Node:
    def __init__(self, key):
        self.key, self.left, self.right = key, None, None

    def insert(self, key):
        node = self
        while True:
            side = "left" if key < node.key else "right"
            following = getattr(node, side)
            if following is None:
                setattr(node, side, Node(key))
                return
            node = following

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.key
        if self.right:
            yield from self.right


def tree(count):
    state, root = 12345, Node(1 << 30)
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        root.insert(state)
    keys = list(root)
    assert keys == sorted(keys)
    return sum(keys) % 1000003


def primes(limit):
    sieve = bytearray([1]) * limit
    for n in range(2, int(limit**0.5) + 1):
        if sieve[n]:
            sieve[n * n :: n] = bytes(len(range(n * n, limit, n)))
    return sum(sieve) - 2


def words(count):
    text = " ".join(f"word{n * n % 997}" for n in range(count))
    counted = {}
    for word in re.findall(r"\w+", text):
        counted[word] = counted.get(word, 0) + 1
    return len(json.dumps(sorted(counted.items(), key=lambda item: (-item[1], item[0]))))


def digits(count):
    """Of pi, by a spigot."""
    q, r, t, k, n, l, found = 1, 0, 1, 1, 3, 3, []
    while len(found) < count:
        if 4 * q + r - t < n * t:
            found.append(str(n))
            q, r, n = 10 * q, 10 * (r - n * t), (10 * (3 * q + r)) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2
    return "".join(found)[-10:]


scale = int(sys.argv[1]) / 100 if len(sys.argv) > 1 else 1
print(tree(int(40000 * scale)), primes(int(2000000 * scale)), words(int(200000 * scale)), digits(int(1000 * scale)))
