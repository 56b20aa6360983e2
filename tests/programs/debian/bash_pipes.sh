sort -t, -k2n table | cut -d, -f1 | while read -r x; do printf '%-12q|\n' "$x"; done
echo ${PIPESTATUS[@]}
set -o pipefail
false | true
echo $?
