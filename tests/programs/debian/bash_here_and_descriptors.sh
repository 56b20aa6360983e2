exec 7> o
echo x >&7
cat <<< here >&7
exec 7>&-
cat o
{ read a; read b; } < table
echo $b
exec 8<>table
read -u 8 -n 5 c
echo $c
