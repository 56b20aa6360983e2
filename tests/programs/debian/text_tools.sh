fmt -w 40 prose | head -4
pr -t -l 5 -2 table
expand -t 3 <<< $'a\tb'
comm <(sort -u table) <(sort table)
join -t, table table | head -3
csplit -s prose /7/ /20/
wc -l xx*
nl table | tail -2
tac table | head -1
ptx table | head -2
tsort <<< 'a b b c a d'
