print(_VERSION, 1 / 3, 2 ^ 53, 7 // -2, 7 % -3, math.sin(1), math.maxinteger + 1, 5.0, 1e15, 2 ^ 63, -0.0)
print(string.format('%a %5.2f %g %q %x', 0.1, 3.14159, 1e20, 1 / 3, 255), 10 // 0.0, math.tointeger(3.0))
print(3 | 4, ~5, 1 << 62, '10' + 5, math.floor(-3.5), math.fmod(-7, 3), 7 // 0.3, 1e308 * 10, 2 ^ 0.5)
