local n = 0
for line in io.lines('prose') do n = n + #line:gsub('[aeiou]', '%%%0'):upper() end
print(n, ('k=v, a=b'):gsub('(%w+)=(%w+)', '%2=%1'))
print(('x'):rep(3, '-'), string.pack('<i4d', 7, 1.5):byte(1, -1))
print(utf8.char(233, 8364), #utf8.char(233), ('abc'):find('b', 1, true))
