sqlite3 -csv -header x.db ".import --csv table t" 'select * from t order by 2 limit 3' .schema
sqlite3 x.db .dump | sqlite3 y.db
sqlite3 -json y.db 'select count(*) n from t'
sqlite3 x.db 'select nothing'
echo $?
