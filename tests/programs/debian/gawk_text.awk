BEGIN { ARGV[1] = "prose" }
{ gsub(/[aeiou]/, "<&>"); print toupper(substr($0, 1, 20)), length(), index($0, "x") }
NR == 5 { print gensub(/(q)(u)/, "\\2\\1", "g"), strftime("%F", 0, 1); exit 3 }
