create table t(a integer primary key, b text, c real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
  insert into t select i, 'name ' || (i * 7919 % 1000), i / 3.0 from n;
create index x on t(b);
select count(*), sum(c), avg(a), max(b), min(b) from t;
select b, count(*) k from t where b like '%9%' group by b having k > 1 order by k desc, b limit 5;
explain query plan select * from t where b = 'name 5';
