sed 's/red/RED/; 3d' table > other
diff -u -L a -L b table other
diff -y -W 40 table other
diff -q tree tree
cmp table other
sdiff -s table other
diff3 table other table
echo $?
