-- A table in memory: filled, indexed, joined with itself, grouped, updated.
create table t(id integer primary key, name text, value real, kind integer);
begin;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
insert into t select i, 'name ' || (i * 7919 % 10007), i / 7.0, i % 97 from n;
commit;
create index by_name on t(name);
create index by_kind on t(kind, value);
select count(*), round(sum(value), 3), max(name) from t;
select kind, count(*), round(avg(value), 3) from t where name like '%9%' group by kind order by 3 desc limit 5;
select count(*) from t a join t b on a.name = b.name and a.id < b.id;
update t set value = value * 2 where kind in (3, 5, 8) and length(name) > 8;
delete from t where id % 11 = 0;
select kind, sum(v) from (select kind, round(value) as v, row_number() over (partition by kind order by value) as r from t)
where r < 50 group by kind order by kind limit 5;
