-- Tables, closures and strings: the eight queens, words counted and sorted, strings built and taken apart.
local scale = tonumber(arg[1] or 100) / 100

local function queens(n)
  local columns, up, down, found = {}, {}, {}, 0
  local function place(row)
    if row > n then
      found = found + 1
      return
    end
    for column = 1, n do
      if not (columns[column] or up[row + column] or down[row - column]) then
        columns[column], up[row + column], down[row - column] = true, true, true
        place(row + 1)
        columns[column], up[row + column], down[row - column] = nil, nil, nil
      end
    end
  end
  place(1)
  return found
end

local function words(count)
  local random, counted = 42, {}
  for _ = 1, count do
    random = (random * 1103515245 + 12345) % 2147483648
    local word = string.format("%x", random // 65536 % 5000)
    counted[word] = (counted[word] or 0) + 1
  end
  local sorted = {}
  for word, times in pairs(counted) do sorted[#sorted + 1] = word .. "=" .. times end
  table.sort(sorted)
  return table.concat(sorted, ","):gsub("%d+", function(digits) return #digits end)
end

local function sums(count)
  local sum = 0.0
  for i = 1, count do sum = sum + 1.0 / (i * i) end
  return string.format("%.12f", sum)
end

local text = words(math.floor(600000 * scale))
print(queens(9), #text, text:sub(1, 20), sums(math.floor(12000000 * scale)))
