BEGIN { FS = ","; PROCINFO["sorted_in"] = "@ind_str_asc" }
{ sum += $2; count[$3]++ }
END {
  print sum, NR
  for (color in count) print color, count[color]
}
