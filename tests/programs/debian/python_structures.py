import collections, heapq, bisect, itertools, functools, operator, dataclasses, enum, array, struct, copy, random

@dataclasses.dataclass(order=True)
class P:
    x: int
    y: float = 0.5
print(sorted([P(3), P(1, 2.0)]), collections.Counter('mississippi').most_common(2), heapq.nsmallest(3, [5, 1, 4, 2]))
random.seed(7)
print(random.random(), random.sample(range(100), 5), random.gauss(0, 1), random.getrandbits(100))
print(struct.pack('<hIqdf', -2, 3, -4, 1.5, 0.5).hex(), array.array('d', [1, 2]).tobytes().hex())
print(list(itertools.permutations('abc'))[4])
print(functools.reduce(operator.mul, range(1, 25)), bisect.bisect([1, 3, 5], 4))
print(enum.Enum('E', 'A B').B, copy.deepcopy({'a': [1]}))
