import ctypes, platform, sys
l = ctypes.CDLL(None)
print(l.abs(-5), ctypes.sizeof(ctypes.c_void_p), l.strlen(b'hello'), platform.machine(), sys.maxsize)
f = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))(lambda a, b: a[0] - b[0])
a = (ctypes.c_int * 5)(5, 2, 4, 1, 3)
l.qsort(a, 5, 4, f)
print(list(a))
l.atof.restype = ctypes.c_double
print(l.atof(b'2.5'))
l.ldexp.restype = ctypes.c_double
print(l.ldexp(ctypes.c_double(1.5), 4))
