import subprocess, os, signal, sys, time
print(subprocess.run(['sort', '-t,', '-k2n', 'table'], capture_output=True, text=True).stdout, end='')
p = subprocess.Popen(['cat'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(p.communicate(b'data' * 20000)[0] == b'data' * 20000)
r, w = os.pipe()
if os.fork() == 0:
    os.write(w, b'child')
    os._exit(3)
print(os.read(r, 10), os.waitstatus_to_exitcode(os.wait()[1]), subprocess.call(['sh', '-c', 'kill -9 $$']))
signal.signal(signal.SIGALRM, lambda n, f: print('alarm', n))
signal.setitimer(signal.ITIMER_REAL, 0.05)
signal.pause()
try:
    subprocess.run(['sleep', '5'], timeout=0.1)
except subprocess.TimeoutExpired:
    print('late')
sys.exit(5)
