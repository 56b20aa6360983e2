date -ud @1700000000 '+%c %j %V %s %N'
TZ=Europe/Berlin date -d @1720000000
date -d '2024-02-29 +1 year' +%F
date -d 'last friday' >/dev/null
echo $?
TZ='<X>-3:30' date -d 2001-02-03T04:05 +%s
