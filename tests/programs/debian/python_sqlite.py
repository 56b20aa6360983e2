import sqlite3
c = sqlite3.connect('x.db')
c.execute('create table t(a, b)')
c.executemany('insert into t values(?, ?)', [(i, f'n{i % 9}') for i in range(2000)])
c.commit()
print(c.execute('select b, sum(a), count(*) from t where a % 7 = 0 group by b order by 2 desc limit 3').fetchall())
c.create_function('twice', 1, lambda x: x * 2)
print(c.execute('select twice(21)').fetchone())
