import math, cmath, decimal, fractions
print(math.pi, math.sin(1), math.gamma(5.5), math.fsum([0.1] * 10))
print(2 ** 300, -7 // 2, -7 % 3, 7.5 // 2, 1e+308 * 10, float('nan'))
print(cmath.exp(1j), decimal.Decimal(2).sqrt(), fractions.Fraction(3.25))
print(round(2.675, 2), 0.1.hex(), pow(3, 1000, 10 ** 9 + 7))
print(math.isqrt(10 ** 40), math.comb(60, 30), int('ff' * 20, 16))
print('%.20g %e' % (0.1, 1 / 3), divmod(-10 ** 20, 7))
