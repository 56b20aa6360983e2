create table t(a, b);
insert into t values(1, 'x'), (2, 'y'), (3, 'x'), (4, null);
select a, sum(a) over (partition by b order by a), row_number() over (order by a desc) from t;
select json_group_array(json_object('a', a, 'b', b)) from t;
select json_extract('{"k": [1, 2.5]}', '$.k[1]'),
  printf('%.15g %08.3f', 0.1, 3.14159), hex(randomblob(4)) != '',
  round(2.5), 7 / 2, 7 / 2.0,
  date(0, 'unixepoch'), strftime('%s', '2024-02-29'), 9223372036854775807 + 1, typeof(1e3), 'a' < 'B' collate nocase;
