local t = {}
for i = 1, 500 do t[i] = (i * 7919) % 499 end
table.sort(t, function(a, b) return a > b end)
print(#t, t[1], t[500], table.concat(t, ',', 1, 10), select('#', table.unpack(t, 1, 50)))
