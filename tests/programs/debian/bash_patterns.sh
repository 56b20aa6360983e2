x='The quick brown fox'
[[ $x =~ (q[a-z]*).*(f.x) ]] && echo ${BASH_REMATCH[@]}
echo ${x// /_} ${x^^} ${x,,} ${x%% *} ${x#* } ${x:4:5}
shopt -s extglob
echo ${x//+([aeiou])/-}
