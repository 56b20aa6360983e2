a=({1..20})
declare -A m
for x in ${a[@]}; do m[k$x]=$((x * x)); done
echo ${#m[@]} ${m[k7]} ${a[@]: -3} ${!a[@]}
mapfile -t l < table
echo ${l[2]} ${#l[@]}
unset 'a[1]'
echo ${a[*]@Q}
