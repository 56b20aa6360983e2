local squares = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i * i) end end)
print(squares(), squares(), squares())
local t = setmetatable({}, {__index = function(_, k) return k .. '!' end, __gc = function() print('gc') end})
print(t.hello, pcall(error, 'x', 0))
t = nil
collectgarbage()
print(load('return ' .. ('1+'):rep(150) .. '1')())
goto over
print('no')
::over::
os.exit(6)
