sed -i.bak -e '2,4{s/^/> /;w out' -e '}' -e '/fig/d' table
cat table out
cmp table table.bak
