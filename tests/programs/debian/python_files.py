import os, pathlib, shutil, tempfile, glob, mmap, fcntl, stat
p = pathlib.Path('tree')
print(sorted((str(x) for x in p.rglob('*'))), p.is_dir(), os.path.islink('tree/link'))
with open('x', 'w+b') as f:
    f.write(b'a' * 10000)
    f.flush()
    m = mmap.mmap(f.fileno(), 0)
    m[5:8] = b'xyz'
    m.resize(20000)
    print(m[4:9], len(m), os.stat('x').st_size)
    fcntl.lockf(f, fcntl.LOCK_EX)
    f.seek(-3, 2)
    print(f.tell(), os.pread(f.fileno(), 4, 4), os.sendfile(1, f.fileno(), 5, 3))
shutil.copytree('tree', 'copy')
shutil.rmtree('copy')
os.utime('x', ns=(10 ** 18, 2 * 10 ** 18 + 7))
print(os.stat('x').st_mtime_ns)
print(oct(os.stat('table').st_mode), sorted(glob.glob('*')))
print(os.access('table', os.X_OK), stat.filemode(os.stat('tree').st_mode))
try:
    open('missing')
except OSError as e:
    print(e.errno, e.strerror)
